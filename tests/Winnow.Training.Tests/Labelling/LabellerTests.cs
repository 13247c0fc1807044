using Winnow.Training.Data;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;
using static Winnow.Training.Tests.Fakes.SmallCollection;

namespace Winnow.Training.Tests.Labelling;

public sealed class LabellerTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly TrainingTexts _texts;
    readonly CandidateLists _lists;

    public LabellerTests()
    {
        _texts = Texts(_folder);
        _lists = new CandidateMiner(_texts, new MiningOptions { Hard = 2, Middle = 1 }).Mine([], new VectorCache(_folder.Path)).Lists;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Label_TwoTeachers_IsTheWeightedMeanOfStandardScores()
    {
        float[] first = [.. Enumerable.Range(0, _lists.Candidates).Select(i => (float)(i % 4))], second = [.. first.Select((score, i) => 100 - (i % 3 * 10f))];
        (LabelledLists labelled, LabelSummary summary) = new Labeller(_texts).Label(_lists, [(new Given("a", first), 1), (new Given("b", second), 3)]);

        double[] a = Standard(first), b = Standard(second);
        int next = 0;
        for (int query = 0; query < labelled.Count; query++)
        {
            foreach (float score in labelled.Scores(query))
            {
                Assert.Equal((a[next] + (3 * b[next])) / 4, score, 1e-5);
                next++;
            }

            Assert.Equal(_lists.Documents(query).ToArray(), labelled.Documents(query).ToArray());
            Assert.Equal(1, labelled.Relevance(query)[0]);
            Assert.Equal(1, labelled.Relevance(query).ToArray().Sum(relevance => relevance));
        }

        Assert.Equal((64, _lists.Candidates), (summary.Queries, summary.Candidates));
        Assert.Equal(1.5, summary.Teachers[0].Mean, 1e-9);
        Assert.StartsWith("b given-b, weight 3, mean ", labelled.Made["teacher_1"], StringComparison.Ordinal);
        Assert.Equal("2", labelled.Made["hard"]);
    }

    [Fact]
    public void Label_TeacherThatSeesNoDifference_IsRefused()
    {
        var labeller = new Labeller(_texts);

        Assert.StartsWith(
            "flat: this teacher gives every candidate the same score",
            Assert.Throws<WinnowException>(() => labeller.Label(_lists, [(new Given("flat", new float[_lists.Candidates]), 1)])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => labeller.Label(_lists, []));
        Assert.Throws<ArgumentException>(() => labeller.Label(_lists, [(new Given("a", [1, 2]), 0)]));
    }

    [Fact]
    public void EncoderTeacher_PartOfTheQueries_EncodesOnlyWhatOccurs()
    {
        CandidateLists few = new CandidateMiner(_texts, new MiningOptions { Hard = 2, Middle = 0, Limit = 2 }).Mine([], new VectorCache(_folder.Path)).Lists;
        var encoder = new WordEncoder();
        float[] scores = new EncoderTeacher(encoder, new VectorCache(_folder.At("few"))).Score(few, _texts);

        int[] documents = [.. few.Documents(0), .. few.Documents(32)];
        Assert.Equal(6, documents.Length);
        Assert.Equal([2, documents.Distinct().Count()], encoder.Calls);
        float[] query = encoder.Encode([_texts.Queries[0]], true)[0];
        Assert.Equal(few.Documents(0).ToArray().Select(i => query.Zip(encoder.Encode([_texts.Documents[i]], false)[0], (x, y) => x * y).Sum()), scores[..3], (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void EncoderTeacher_AfterMining_EncodesNothingAgain()
    {
        var cache = new VectorCache(_folder.At("mined"));
        var encoder = new WordEncoder();
        CandidateLists mined = new CandidateMiner(_texts, new MiningOptions { RelativeMargin = null }).Mine([encoder], cache).Lists;
        int before = encoder.Calls.Count;
        new EncoderTeacher(encoder, cache).Score(mined, _texts);

        Assert.Equal(before, encoder.Calls.Count);
    }

    [Fact]
    public void RerankerTeacher_KilledRun_GoesOnAndGivesTheSame()
    {
        string model = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");
        using var teacher = new RerankerTeacher(model, _folder.At("whole"));
        float[] whole = teacher.Score(_lists, _texts);
        using var reranker = Reranker.Load(model);
        int[] documents = _lists.Documents(0).ToArray();
        Assert.Equal(
            reranker.Score([.. documents.Select(document => new TextPair(_texts.Queries[0], _texts.Documents[document]))], teacher.MaxTokens).Select(score => score.Logit),
            whole[..documents.Length]);

        // What a killed run leaves: some batches and a part of the next.
        string file = Assert.Single(Directory.GetFiles(_folder.At("whole")));
        Directory.CreateDirectory(_folder.At("part"));
        byte[] bytes = File.ReadAllBytes(file);
        byte[] marked = [.. bytes[..(64 * 4)], .. new byte[100]];
        BitConverter.GetBytes(77f).CopyTo(marked, 0);
        File.WriteAllBytes(Path.Combine(_folder.At("part"), Path.GetFileName(file) + ".part"), marked);
        using var again = new RerankerTeacher(model, _folder.At("part"));
        float[] resumed = again.Score(_lists, _texts);

        // The marked score shows that the kept part was used.
        Assert.Equal(77f, resumed[0]);
        Assert.Equal(whole[1..], resumed[1..]);
        Assert.Equal(_lists.Candidates, whole.Length);
    }

    static double[] Standard(float[] scores)
    {
        double mean = scores.Average(), deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        return Array.ConvertAll(scores, score => (score - mean) / deviation);
    }

    sealed class Given(string name, float[] scores) : ITeacher
    {
        public string Name => name;

        public string Fingerprint => $"given-{name}";

        public float[] Score(CandidateLists lists, TrainingTexts texts, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => scores;
    }
}

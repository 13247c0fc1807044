using Winnow.Training.Data;
using Winnow.Training.Distillation;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Distillation;

public sealed class PairSampleTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_NoLabels_SpreadsQueriesWithTheirPositives()
    {
        TrainingTexts texts = SmallCollection.Texts(_folder);

        IReadOnlyList<(int Query, int Document)> pairs = PairSample.Take(texts, null, 16);

        Assert.Equal(Enumerable.Range(0, 16).Select(i => i * texts.Queries.Count / 16), pairs.Select(pair => pair.Query));
        Assert.All(pairs, pair => Assert.Equal(texts.Positive[pair.Query], pair.Document));
        Assert.Equal(texts.Queries.Count, PairSample.Take(texts, null, 1 << 20).Count);
    }

    [Fact]
    public void Take_Labels_GoesThroughThePlacesOfTheirLists()
    {
        TrainingTexts texts = SmallCollection.Texts(_folder);
        var cache = new VectorCache(_folder.At("cache"));
        using var encoder = new WordEncoder();
        (CandidateLists lists, _) = new CandidateMiner(texts).Mine([], cache);
        (LabelledLists labels, _) = new Labeller(texts).Label(lists, [(new EncoderTeacher(encoder, cache), 1)]);

        IReadOnlyList<(int Query, int Document)> pairs = PairSample.Take(texts, labels, 16);

        for (int i = 0; i < pairs.Count; i++)
            Assert.Equal(labels.Documents(pairs[i].Query)[i % labels.Documents(pairs[i].Query).Length], pairs[i].Document);
        Assert.Contains(pairs, pair => pair.Document != texts.Positive[pair.Query]);
    }
}

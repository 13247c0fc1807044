using Winnow.Onnx;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Onnx;

/// <summary>Exported models that look at each token of the query by itself, run by ONNX Runtime in padded batches, against the engine.</summary>
public class LateExportTests
{
    const double Tolerance = 1e-4;

    static readonly string[] Documents =
        ["Paris is the capital of France.", "", "library open", "capital capital capital", "the passage query: what", string.Concat(Enumerable.Repeat("the library is open ", 100)) + "capital"];

    static readonly string[] Queries = ["What is the capital of France? the capital", "", "query: capital", "open"];

    static readonly TextPair[] Pairs = [.. Queries.SelectMany(query => Documents.Select(document => new TextPair(query, document)))];

    // Prompts and none, with the exact matches that share the places of the texts, and without.
    public static TheoryData<string, string, bool, bool> Folders => new()
    {
        { "query: ", "passage: ", false, false }, { "query: ", "passage: ", true, false }, { "", "", false, false }, { "", "passage: ", true, false }, { "query: ", "passage: ", true, true },
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void Export_PaddedBatch_EqualsTheEngine(string queryPrompt, string documentPrompt, bool lexical, bool alike)
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec with { QueryPrompt = queryPrompt, DocumentPrompt = documentPrompt, Lexical = lexical, LateTermsCountAlike = alike });
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        using var model = new ExportedModel(folder.Path);
        // Also cut within the prompts, and down to the special tokens.
        foreach (int limit in (int[])[200, 4, 3, 2])
        {
            PairScore[] expected = reranker.Score(Pairs, limit, cancellationToken: TestContext.Current.CancellationToken);
            // Padding with a token that stands in queries must not count.
            float[][] results = model.Run(Encode(folder, Pairs, limit), morePadding: 5, paddingId: reranker.Tokenizer.Tokenize("capital")[0]);
            double worst = expected.Zip(results, (score, result) => (double)Math.Abs(score.Logit - Assert.Single(result))).Max();
            Assert.True(worst < Tolerance, $"{limit} tokens: the largest difference is {worst:E2}.");
        }
    }

    [Fact]
    public void Export_PairsAlone_EqualTheBatch()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        using var model = new ExportedModel(folder.Path);
        (int[] Ids, int[] Types)[] sequences = Encode(folder, Pairs, 200);
        float[][] together = model.Run(sequences);
        for (int i = 0; i < sequences.Length; i++)
            Assert.Equal(model.Run([sequences[i]])[0][0], together[i][0], Tolerance);
    }

    [Fact]
    public void Export_Int8_AddsTheTermInFloat32()
    {
        using InteractionFolder folder = new(InteractionFolder.LateSpec), without = new();
        var options = new OnnxOptions { Precision = Precision.Int8 };
        using ExportedModel model = new(folder.Path, options), plain = new(without.Path, options);
        // The rest of the two models is the same, and so is what rounding makes of it in one batch. What the term says moves with the rounded states.
        float[][] results = model.Run(Encode(folder, Pairs, 200)), plainResults = plain.Run(Encode(without, Pairs, 200));
        using Reranker reranker = Reranker.Load(folder.Path, Fixtures.Float32), plainReranker = Reranker.Load(without.Path, Fixtures.Float32);
        PairScore[] scores = reranker.Score(Pairs, 200, cancellationToken: TestContext.Current.CancellationToken);
        PairScore[] plainScores = plainReranker.Score(Pairs, 200, cancellationToken: TestContext.Current.CancellationToken);
        float weight = (float)new TensorReader(Path.Combine(folder.Path, "model.safetensors")).Get("late_interaction.weight").Values[0];
        for (int i = 0; i < Pairs.Length; i++)
        {
            float term = results[i][0] - plainResults[i][0];
            Assert.Equal(scores[i].Logit - plainScores[i].Logit, term, 0.3);
            // Without the document's tokens, and without the query's, nothing is rounded.
            if (Pairs[i].Query.Length == 0 || Pairs[i].Document.Length == 0)
                Assert.Equal(Pairs[i].Query.Length == 0 ? 0 : -weight, term, Tolerance);
        }

        // No product of bytes came along.
        Assert.Equal(Count(plain.Path, "MatMulInteger"u8), Count(model.Path, "MatMulInteger"u8));
        Assert.True(Count(plain.Path, "MatMulInteger"u8) > 0, "There are products of bytes.");

        static int Count(string file, ReadOnlySpan<byte> name) => File.ReadAllBytes(file).AsSpan().Count(name);
    }

    [Fact]
    public void Export_RowOfPaddingAlone_DoesNotSpoilTheBatch()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        using var model = new ExportedModel(folder.Path);
        (int[] Ids, int[] Types) pair = Encode(folder, [Pairs[0]], 200)[0];
        float[][] results = model.Run([pair, ([], [])]);
        Assert.True(float.IsFinite(results[1][0]));
        Assert.Equal(model.Run([pair])[0][0], results[0][0], Tolerance);
    }

    [Fact]
    public void Export_BadCenter_SaysSo()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Rewrite(tensor => tensor.Name == "late_interaction.center" ? new Tensor(tensor.Name, 3, 1, [1, 2, 3]) : tensor);
        string path = Path.Combine(folder.Path, "model.onnx");
        Assert.Contains("should have the shape [48] and has [3]", Assert.Throws<WinnowException>(() => OnnxExporter.Export(folder.Path, path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    static (int[] Ids, int[] Types)[] Encode(InteractionFolder folder, TextPair[] pairs, int limit)
    {
        var tokenizer = PairTokenizer.Load(folder.Path);
        return [.. pairs.Select(pair => tokenizer.Encode(pair.Query, pair.Document, limit)).Select(pair => (pair.Ids, pair.TypeIds))];
    }
}

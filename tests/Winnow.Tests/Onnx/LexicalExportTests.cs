using Winnow.Onnx;
using Winnow.Tests.Oracle;
using Winnow.Tokenization;

namespace Winnow.Tests.Onnx;

/// <summary>Exported models that count exact matches, run by ONNX Runtime in padded batches, against the engine and the plain term.</summary>
public class LexicalExportTests
{
    const double Tolerance = 1e-4;

    static readonly string[] Documents =
        ["Paris is the capital of France.", "", "library open", "capital capital capital", "the passage query: what", string.Concat(Enumerable.Repeat("the library is open ", 100)) + "capital"];

    static readonly string[] Queries = ["What is the capital of France? the capital", "", "query: capital", "open"];

    // Prompts and none; K that is 0 for an empty document.
    public static TheoryData<string, string, double> Folders => new() { { "query: ", "passage: ", 0.75 }, { "", "", 0.75 }, { "query: ", "", 1 } };

    [Theory]
    [MemberData(nameof(Folders))]
    public void Export_PaddedBatch_EqualsTheEngine(string queryPrompt, string documentPrompt, double lengthWeight)
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec with { QueryPrompt = queryPrompt, DocumentPrompt = documentPrompt });
        folder.Configure(config => config["lexical_length_weight"] = lengthWeight);
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        using var model = new ExportedModel(folder.Path);
        TextPair[] pairs = [.. Queries.SelectMany(query => Documents.Select(document => new TextPair(query, document)))];
        // Also cut within the prompts.
        foreach (int limit in (int[])[200, 3, 4])
        {
            PairScore[] expected = reranker.Score(pairs, limit, cancellationToken: TestContext.Current.CancellationToken);
            // Padding with a token that stands in queries must not count.
            float[][] results = model.Run(Encode(folder, pairs, limit), morePadding: 5, paddingId: reranker.Tokenizer.Tokenize("capital")[0]);
            double worst = expected.Zip(results, (score, result) => (double)Math.Abs(score.Logit - Assert.Single(result))).Max();
            Assert.True(worst < Tolerance, $"{limit} tokens: the largest difference is {worst:E2}.");
        }
    }

    [Fact]
    public void Export_Int8_AddsTheTermInFloat32()
    {
        using InteractionFolder folder = new(InteractionFolder.LexicalSpec), without = new();
        var options = new OnnxOptions { Precision = Precision.Int8 };
        using ExportedModel model = new(folder.Path, options), plain = new(without.Path, options);
        TextPair[] pairs = [.. Queries.SelectMany(query => Documents.Select(document => new TextPair(query, document)))];
        (int[] Ids, int[] Types)[] sequences = Encode(folder, pairs, 200);
        var tokenizer = Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
        var matches = new LexicalReference(folder.Path);
        int room = 198 - tokenizer.Tokenize("passage: ").Length;
        // The rest of the two models is the same, and so is what rounding makes of it in one batch.
        float[][] results = model.Run(sequences), plainResults = plain.Run(sequences);
        double[] terms = [.. pairs.Select(pair => matches.Term(tokenizer.Tokenize(pair.Query), [.. tokenizer.Tokenize(pair.Document).Take(room)]))];
        double worst = terms.Select((term, i) => Math.Abs(results[i][0] - plainResults[i][0] - term)).Max();
        Assert.True(worst < Tolerance, $"The largest difference is {worst:E2}.");
        Assert.True(terms.Max() > 1, "There are matches.");
    }

    [Fact]
    public void Export_RowOfPaddingAlone_DoesNotSpoilTheBatch()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        using var model = new ExportedModel(folder.Path);
        (int[] Ids, int[] Types) pair = Encode(folder, [new TextPair(Queries[0], Documents[0])], 200)[0];
        float[][] results = model.Run([pair, ([], [])]);
        Assert.True(float.IsFinite(results[1][0]));
        Assert.Equal(model.Run([pair])[0][0], results[0][0], Tolerance);
    }

    [Fact]
    public void Export_BadTermWeights_SaysSo()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Rewrite(tensor => tensor.Name == "lexical.term_weights" ? tensor with { Values = [.. tensor.Values.Select(value => -value)] } : tensor);
        string path = Path.Combine(folder.Path, "model.onnx");
        Assert.Contains("has an element below 0", Assert.Throws<WinnowException>(() => OnnxExporter.Export(folder.Path, path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    static (int[] Ids, int[] Types)[] Encode(InteractionFolder folder, TextPair[] pairs, int limit)
    {
        var tokenizer = PairTokenizer.Load(folder.Path);
        return [.. pairs.Select(pair => tokenizer.Encode(pair.Query, pair.Document, limit)).Select(pair => (pair.Ids, pair.TypeIds))];
    }
}

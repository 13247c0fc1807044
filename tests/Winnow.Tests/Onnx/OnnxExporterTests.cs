using Winnow.Tests.Models;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Onnx;

/// <summary>Exported models, run by ONNX Runtime, against the outputs of Hugging Face and against the engine.</summary>
public class OnnxExporterTests
{
    // That of the engine itself: both compute in float32, and round in different orders.
    const double Tolerance = 1e-4;

    public static TheoryData<string> Golden => [.. GoldenFolders.Names];

    public static TheoryData<string, RandomModelSpec> Shapes => OracleTests.Shapes;

    public static TheoryData<ModelFamily> Families => [.. Enum.GetValues<ModelFamily>()];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Export_GoldenFolderInPaddedBatches_EqualsTheReference(string name)
    {
        IReadOnlyList<GoldenCase> cases = GoldenFolders.Cases(name);
        using var model = new ExportedModel(GoldenFolders.Folder(name));
        Assert.Equal(cases[0].IsEmbedding ? "sentence_embedding" : "logits", model.Output);
        double worst = 0;
        foreach (GoldenCase[] batch in cases.Chunk(5))
        {
            float[][] results = model.Run([.. batch.Select(golden => (golden.Ids, golden.Types))]);
            worst = Math.Max(worst, batch.Zip(results, (golden, result) => LargestDifference(golden.Expected, result)).Max());
        }

        Assert.True(worst < Tolerance, $"{name}: the largest difference is {worst:E2}.");
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Export_EveryShapePaddedFurther_EqualsTheOracle(string shape, RandomModelSpec spec)
    {
        using var folder = RandomModel.Create(spec);
        var oracle = Oracle.ReferenceModel.Load(folder.Folder);
        (int[] Ids, int[] Types)[] sequences = [.. new[] { 1, 2, 9, 49 }.Select(length => folder.Input(length, length))];
        using var model = new ExportedModel(folder.Folder);
        // Also where the table of positions has no room for it: padding of the padding id has the padding's own position.
        float[][] results = model.Run(sequences, morePadding: 7, paddingId: spec.PadTokenId);
        double worst = 0;
        for (int i = 0; i < sequences.Length; i++)
        {
            (int[] ids, int[] types) = sequences[i];
            double[] expected = spec.Head is ModelHead.Classifier or ModelHead.ScoreModules ? [oracle.Logit(ids, types)] : oracle.Embedding(ids, types);
            worst = Math.Max(worst, LargestDifference(expected, results[i]));
        }

        Assert.True(worst < Tolerance, $"{shape}: the largest difference is {worst:E2}.");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Export_MoreTokensThanTheTrainedLength_EqualsTheEngine(ModelFamily family)
    {
        var spec = new RandomModelSpec(family) { MaxPositions = family is ModelFamily.Bert or ModelFamily.XlmRoberta ? 700 : 40, PositionBuckets = 32, LocalAttention = 64, Layers = 3, HeadSize = 16 };
        using var folder = RandomModel.Create(spec);
        (int[] Ids, int[] Types)[] sequences = [folder.Input(600, 1), folder.Input(30, 2)];
        using var engine = new ModelUnderTest(folder.Folder);
        using var model = new ExportedModel(folder.Folder);
        double worst = engine.Run(sequences).Zip(model.Run(sequences), (ours, theirs) => LargestDifference([ours[0]], theirs)).Max();
        Assert.True(worst < Tolerance, $"{family}: the largest difference is {worst:E2}.");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Export_RowOfPaddingAlone_DoesNotSpoilTheBatch(ModelFamily family)
    {
        using var folder = RandomModel.Create(new RandomModelSpec(family) { LocalAttention = 4 });
        using var model = new ExportedModel(folder.Folder);
        (int[] Ids, int[] Types) sequence = folder.Input(20, 1);
        float[][] results = model.Run([sequence, ([], [])]);
        Assert.True(float.IsFinite(results[1][0]));
        Assert.Equal(model.Run([sequence])[0][0], results[0][0], Tolerance);
    }

    internal static double LargestDifference(double[] expected, float[] result)
    {
        Assert.Equal(expected.Length, result.Length);
        return expected.Zip(result, (a, b) => Math.Abs(a - b)).Max();
    }
}

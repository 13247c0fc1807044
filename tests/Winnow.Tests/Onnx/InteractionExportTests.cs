using Winnow.Onnx;
using Winnow.Tests.Models;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Onnx;

/// <summary>Exported models with an interaction head, run by ONNX Runtime in padded batches, against their plain double-precision model and the engine.</summary>
public class InteractionExportTests
{
    const double Tolerance = 1e-4;

    // Dynamic quantisation of whole padded batches is coarser than the engine's, and the logits have a scale of about 10.
    const double Int8Drift = 1;

    public static TheoryData<string, RandomModelSpec> Shapes => InteractionTests.Shapes;

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Export_EveryShapePaddedFurther_EqualsTheReference(string shape, RandomModelSpec spec)
    {
        using var folder = RandomModel.Create(spec);
        var reference = new InteractionReference(folder.Folder);
        (int[] Ids, int[] Types)[] pairs = [folder.Pair(1, 1, 1), folder.Pair(9, 2, 2), folder.Pair(5, 40, 3), folder.Pair(30, 1, 4)];
        using var model = new ExportedModel(folder.Folder);
        Assert.Equal("logits", model.Output);
        float[][] results = model.Run(pairs, morePadding: 7);
        double worst = pairs.Zip(results, (pair, result) => Math.Abs(reference.Logit(pair) - Assert.Single(result))).Max();
        Assert.True(worst < Tolerance, $"{shape}: the largest difference is {worst:E2}.");
    }

    [Fact]
    public void Export_LongTexts_EqualTheEngine()
    {
        using var folder = RandomModel.Create(new RandomModelSpec(ModelFamily.JinaBert) { Head = ModelHead.Interaction, Layers = 3, OpenLayers = 2, HeadSize = 16, LateInteraction = true });
        (int[] Ids, int[] Types)[] pairs = [folder.Pair(20, 600, 1), folder.Pair(300, 30, 2), folder.Pair(2, 3, 3)];
        using var engine = new ModelUnderTest(folder.Folder);
        using var model = new ExportedModel(folder.Folder);
        double worst = engine.Run(pairs).Zip(model.Run(pairs), (ours, theirs) => (double)Math.Abs(ours[0] - theirs[0])).Max();
        Assert.True(worst < Tolerance, $"The largest difference is {worst:E2}.");
    }

    [Fact]
    public void Export_RowOfPaddingAlone_DoesNotSpoilTheBatch()
    {
        using var folder = RandomModel.Create(new RandomModelSpec(ModelFamily.JinaBert) { Head = ModelHead.Interaction });
        using var model = new ExportedModel(folder.Folder);
        (int[] Ids, int[] Types) pair = folder.Pair(5, 20, 1);
        float[][] results = model.Run([pair, ([], [])]);
        Assert.True(float.IsFinite(results[1][0]));
        Assert.Equal(model.Run([pair])[0][0], results[0][0], Tolerance);
    }

    [Fact]
    public void Export_Int8_DriftsLittleAndSaysWhatItIs()
    {
        using var folder = new InteractionFolder();
        using var model = new ExportedModel(folder.Path, new OnnxOptions { Precision = Precision.Int8 });
        Assert.Equal(["attention_mask", "input_ids", "token_type_ids"], model.Inputs.Order(StringComparer.Ordinal));
        Assert.Equal("interaction", model.Metadata["winnow.head"]);
        Assert.Equal(("query: ", "passage: "), (model.Metadata["winnow.query_prompt"], model.Metadata["winnow.document_prompt"]));
        using var engine = new ModelUnderTest(folder.Path);
        var pairs = PairTokenizer.Load(folder.Path);
        (int[] Ids, int[] Types)[] sequences =
            [.. new[] { "Paris is the capital of France.", "", "the library is open" }.Select(text => pairs.Encode("capital of France", text)).Select(pair => (pair.Ids, pair.TypeIds))];
        double worst = engine.Run(sequences).Zip(model.Run(sequences), (ours, theirs) => (double)Math.Abs(ours[0] - theirs[0])).Max();
        Assert.True(worst < Int8Drift, $"The largest drift is {worst:F3}.");
    }
}

using System.Text.Json.Nodes;
using Winnow.Models;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models;

/// <summary>What users are told about folders whose late interaction does not fit together.</summary>
public class LateFolderErrorsTests
{
    [Theory]
    [InlineData("late_interaction.weight", "late_interaction.center")]
    [InlineData("late_interaction.center", "late_interaction.weight")]
    public void Load_OneTensorAlone_SaysWhatIsMissing(string there, string missing)
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Rewrite(stored => stored.Name == missing ? null : stored);
        AssertRefused(folder, $"the weights have the tensor \"{there}\" without \"{missing}\", and late interaction needs both");
    }

    [Fact]
    public void Load_TermWeightsAlone_SaysWhatIsMissing()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Rewrite(stored => stored.Name is "late_interaction.weight" or "late_interaction.center" ? null : stored);
        AssertRefused(folder, "the weights have the tensor \"late_interaction.term_weights\" without \"late_interaction.weight\" and \"late_interaction.center\"");
    }

    [Fact]
    public void Load_OtherHead_IsRefused()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Configure(config =>
        {
            config.Remove("interaction_layers");
            config["architectures"] = new JsonArray("BertModel");
        });
        folder.Rewrite(tensor => tensor.Name.StartsWith("interaction.", StringComparison.Ordinal) ? null : tensor);
        string message = "\"interaction_layers\": late interaction is a part of the interaction head, and the field is missing though the weights have the tensor \"late_interaction.weight\"";
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Embedder.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(folder.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }

    public static TheoryData<string, double[], string> BadTensors => new()
    {
        { "late_interaction.center", [1, 2, 3], "\"late_interaction.center\" should have the shape [48] and has [3]" },
        { "late_interaction.term_weights", [1, 2, 3], "\"late_interaction.term_weights\" should have the shape [1500] and has [3]" },
        { "late_interaction.term_weights", [.. Enumerable.Repeat(1.0, 7), -0.5, .. Enumerable.Repeat(1.0, 1492)], "\"late_interaction.term_weights\" has an element below 0: number 7, -0.5" },
        { "late_interaction.weight", [1, 2], "\"late_interaction.weight\" should have the shape [1] and has [2]" },
        { "late_interaction.weight", [double.PositiveInfinity], "\"late_interaction.weight\" has an element that is infinite" },
        { "late_interaction.center", [.. Enumerable.Repeat(1.0, 9), double.NaN, .. Enumerable.Repeat(1.0, 38)], "\"late_interaction.center\" has an element that is NaN: number 9" },
    };

    [Theory]
    [MemberData(nameof(BadTensors))]
    public void Load_BadTensor_IsNamed(string name, double[] values, string message)
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Rewrite(tensor => tensor.Name == name ? new Tensor(name, values.Length, 1, values) : tensor);
        AssertRefused(folder, message);
    }

    [Fact]
    public void Load_TokenizerWithoutSpecialTokens_IsRefused()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        string path = Path.Combine(folder.Path, "tokenizer.json");
        JsonObject tokenizer = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        tokenizer["post_processor"] = null;
        File.WriteAllText(path, tokenizer.ToJsonString());
        AssertRefused(folder, "late interaction needs a tokenizer that puts one special token before a text and one behind it");
    }

    static void AssertRefused(InteractionFolder folder, string message)
    {
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(folder.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }
}

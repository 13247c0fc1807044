using System.Text.Json.Nodes;
using Winnow.Models;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models;

/// <summary>What users are told about folders whose exact-match term does not fit together.</summary>
public class LexicalFolderErrorsTests
{
    public static TheoryData<string, string?, string> BadFields => new()
    {
        { "lexical_saturation", null, "\"lexical_saturation\": it is missing, and a lexical match needs all three" },
        { "lexical_length_weight", null, "\"lexical_length_weight\": it is missing, and a lexical match needs all three" },
        { "lexical_length", null, "\"lexical_length\": it is missing, and a lexical match needs all three" },
        { "lexical_saturation", "0", "\"lexical_saturation\": it must be above 0, but is 0." },
        { "lexical_length_weight", "-0.1", "\"lexical_length_weight\": it must be from 0 to 1, but is -0.1." },
        { "lexical_length_weight", "1.1", "\"lexical_length_weight\": it must be from 0 to 1, but is 1.1." },
        { "lexical_length", "-3", "\"lexical_length\": it must be above 0, but is -3." },
        { "lexical_length", "\"long\"", "\"lexical_length\" must be a number" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Load_BadConfigField_IsNamed(string field, string? value, string message)
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Configure(config =>
        {
            config.Remove(field);
            if (value is not null)
                config[field] = JsonNode.Parse(value);
        });
        AssertRefused(folder, message);
    }

    [Theory]
    [InlineData("lexical.weight")]
    [InlineData("lexical.term_weights")]
    public void Load_FieldsOrTensorAlone_SaysWhatIsMissing(string tensor)
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Rewrite(stored => stored.Name == tensor ? null : stored);
        AssertRefused(folder, $"\"lexical_saturation\": the weights have no tensor \"{tensor}\"");
        using var withoutFields = new InteractionFolder(InteractionFolder.LexicalSpec);
        withoutFields.Configure(RemoveFields);
        withoutFields.Rewrite(stored => stored.Name.StartsWith("lexical.", StringComparison.Ordinal) && stored.Name != tensor ? null : stored);
        AssertRefused(withoutFields, $"\"lexical_saturation\": it is missing, though the weights have the tensor \"{tensor}\"");
    }

    [Fact]
    public void Load_OtherHead_IsRefused()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Configure(config =>
        {
            config.Remove("interaction_layers");
            config["architectures"] = new JsonArray("BertModel");
        });
        folder.Rewrite(tensor => tensor.Name.StartsWith("interaction.", StringComparison.Ordinal) ? null : tensor);
        string message = "a lexical match is a part of the interaction head, and the field \"interaction_layers\" is missing";
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Embedder.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(folder.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }

    public static TheoryData<string, double[], string> BadTensors => new()
    {
        { "lexical.term_weights", [1, 2, 3], "\"lexical.term_weights\" should have the shape [1500] and has [3]" },
        { "lexical.weight", [1, 2], "\"lexical.weight\" should have the shape [1] and has [2]" },
        { "lexical.weight", [double.PositiveInfinity], "\"lexical.weight\" has an element that is infinite" },
        { "lexical.term_weights", [.. Enumerable.Repeat(1.0, 9), -0.5, .. Enumerable.Repeat(1.0, 1490)], "\"lexical.term_weights\" has an element below 0: number 9, -0.5" },
        { "lexical.term_weights", [.. Enumerable.Repeat(1.0, 9), double.NaN, .. Enumerable.Repeat(1.0, 1490)], "\"lexical.term_weights\" has an element that is NaN: number 9" },
    };

    [Theory]
    [MemberData(nameof(BadTensors))]
    public void Load_BadTensor_IsNamed(string name, double[] values, string message)
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Rewrite(tensor => tensor.Name == name ? new Tensor(name, values.Length, 1, values) : tensor);
        AssertRefused(folder, message);
    }

    [Fact]
    public void Load_TokenizerWithoutSpecialTokens_IsRefused()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        string path = Path.Combine(folder.Path, "tokenizer.json");
        JsonObject tokenizer = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        tokenizer["post_processor"] = null;
        File.WriteAllText(path, tokenizer.ToJsonString());
        AssertRefused(folder, "needs a tokenizer that puts one special token before a text and one behind it");
    }

    static void RemoveFields(JsonObject config)
    {
        foreach (string field in (string[])["lexical_saturation", "lexical_length_weight", "lexical_length"])
            config.Remove(field);
    }

    static void AssertRefused(InteractionFolder folder, string message)
    {
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(folder.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }
}

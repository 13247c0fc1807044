using System.Text.Json.Nodes;
using Winnow.Models;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models;

/// <summary>What users are told about folders whose interaction head does not fit together.</summary>
public class InteractionFolderErrorsTests
{
    public static TheoryData<string, string?, string> BadFields => new()
    {
        { "interaction_layers", null, "\"interaction_layers\": it is missing, though the weights have the tensor" },
        { "interaction_layers", "4", "\"interaction_layers\" must be a whole number from 0 to 3" },
        { "interaction_layers", "1", "should have the shape [1, 6] and has [2, 6]" },
        { "interaction_layers", "0", "should have the shape [0, 6] and has [2, 6]" },
        { "query_prompt", "7", "\"query_prompt\" must be a text" },
        { "type_vocab_size", "1", "should have the shape [1, 48] and has [2, 48]" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Load_BadConfigField_IsNamed(string field, string? value, string message)
    {
        using var folder = new InteractionFolder();
        folder.Configure(config =>
        {
            config.Remove(field);
            if (value is not null)
                config[field] = JsonNode.Parse(value);
        });
        AssertRefused(folder, message);
    }

    [Fact]
    public void Load_NoTensorsOfTheHead_NamesThem()
    {
        using var folder = new InteractionFolder();
        folder.Rewrite(tensor => tensor.Name == "interaction.scale" ? null : tensor);
        AssertRefused(folder, "no tensor \"interaction.scale\"");
        folder.Rewrite(tensor => tensor.Name.StartsWith("interaction.", StringComparison.Ordinal) ? null : tensor);
        AssertRefused(folder, "\"interaction_layers\": it says 2, but the weights have no tensor \"interaction.gate\"");
        folder.Configure(config => config.Remove("interaction_layers"));
        AssertRefused(folder, "\"architectures\": WinnowInteractionReranker needs the field \"interaction_layers\" and the tensor \"interaction.gate\"");
    }

    [Fact]
    public void Load_NaNInTheGate_IsRefused()
    {
        using var folder = new InteractionFolder();
        folder.Rewrite(tensor => tensor.Name == "interaction.gate" ? tensor with { Values = [.. tensor.Values.Select((value, i) => i == 3 ? double.NaN : value)] } : tensor);
        AssertRefused(folder, "\"interaction.gate\" has an element that is NaN: number 3");
    }

    [Fact]
    public void Load_ClassifierBesideIt_IsRefused()
    {
        using var folder = new InteractionFolder();
        folder.Rewrite(tensor => tensor.Name == "interaction.bias" ? new Tensor("classifier.weight", 1, 1, [1]) : tensor);
        AssertRefused(folder, "the weights have a classifier beside the interaction head");
    }

    [Fact]
    public void Load_ModulesBesideIt_AreRefused()
    {
        using var folder = new InteractionFolder();
        File.WriteAllText(
            Path.Combine(folder.Path, "modules.json"), """[{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]""");
        AssertRefused(folder, "names another head beside the interaction head");
    }

    [Fact]
    public void Load_OneTokenType_IsRefused()
    {
        using var folder = new InteractionFolder(InteractionFolder.Spec with { TypeVocabularySize = 1 });
        Assert.Contains("needs two token types", Assert.Throws<WinnowException>(() => Reranker.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherFamily_IsRefused()
    {
        using var model = new TemporaryModel("bert-embedder-mean");
        JsonNode config = JsonNode.Parse(model.Read("config.json"))!;
        config["interaction_layers"] = 0;
        model.Write("config.json", config.ToJsonString());
        Assert.Contains("supported on JinaBERT's layers, and these are BERT's", Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoOpenLayersAndNoGate_IsLoaded()
    {
        using var folder = new InteractionFolder(InteractionFolder.Spec with { OpenLayers = 0 });
        float logit = Logit();
        folder.Rewrite(tensor => tensor.Name == "interaction.gate" ? null : tensor);
        Assert.Equal(logit, Logit());

        float Logit()
        {
            using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
            return reranker.Rerank("a", ["b"], cancellationToken: TestContext.Current.CancellationToken)[0].Logit;
        }
    }

    static void AssertRefused(InteractionFolder folder, string message)
    {
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(folder.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }
}

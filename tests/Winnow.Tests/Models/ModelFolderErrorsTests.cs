using System.Text.Json.Nodes;
using Winnow.Models;

namespace Winnow.Tests.Models;

/// <summary>What users are told about folders that do not load.</summary>
public class ModelFolderErrorsTests
{
    public static TheoryData<string, string, string?, string> BadFields => new()
    {
        { "bert", "hidden_size", "\"48\"", "\"hidden_size\" must be a whole number from 1 to 1048576, but is \"48\"" },
        { "bert", "hidden_size", null, "\"hidden_size\" is missing" },
        { "bert", "hidden_size", "1000000", "should have the shape [1500, 1000000] and has [1500, 48]" },
        { "bert", "intermediate_size", "1000000", "should have the shape [1000000, 48] and has [96, 48]" },
        { "bert", "num_hidden_layers", "4", "no tensor \"bert.encoder.layer.3.attention.self.query.weight\"" },
        { "bert", "num_hidden_layers", "-1", "\"num_hidden_layers\" must be a whole number" },
        { "bert", "num_attention_heads", "7", "the width of 48 cannot be cut into 7 heads" },
        { "bert", "hidden_act", "\"swoosh\"", "the activation \"swoosh\" is not supported. Supported: gelu" },
        { "bert", "position_embedding_type", "\"relative_key\"", "\"relative_key\" is not supported for BERT" },
        { "bert", "model_type", "\"t5\"", "the architecture of this model is not supported (model_type \"t5\"" },
        { "bert", "sentence_transformers", """{"activation_fn": "my.module.Softplus"}""", "\"sentence_transformers.activation_fn\": \"my.module.Softplus\" is not supported" },
        { "bert", "vocab_size", "1501", "should have the shape [1501, 48]" },
        { "bert", "quantization_config", """{"quant_method": "gptq"}""", "\"quantization_config.quant_method\": \"gptq\" is not supported" },
        { "jina-bert", "alibi_slopes", "\"steep\"", "\"steep\" is not known. Known: standard, jina-reranker-v1" },
        { "jina-bert", "feed_forward_type", "\"swiglu\"", "\"swiglu\" is not supported. Supported: geglu, reglu" },
        { "deberta-v2", "pos_att_type", "[\"p2p\"]", "the term \"p2p\" is not supported" },
        { "deberta-v2", "conv_kernel_size", "3", "a convolution layer (deberta-v2-xlarge) is not supported" },
        { "deberta-v2", "position_buckets", "1", "1 buckets are too few for a logarithm" },
        { "modernbert-cls", "classifier_pooling", "\"max\"", "\"max\" is not supported. Supported: cls, mean" },
        { "modernbert-cls", "layer_types", "[\"full_attention\"]", "it lists 1 layers, and num_hidden_layers says 4" },
        { "modernbert-cls", "rope_parameters", """{"full_attention": {"rope_type": "yarn"}}""", "\"yarn\" is not supported" },
        { "modernbert-cls", "rope_parameters", """{"rope_type": "default", "rope_theta": 10000}""", "one set of values for all layers is not supported" },
        { "modernbert-cls", "rope_scaling", """{"factor": 4}""", "scaled rotary positions are not supported" },
        { "modernbert-cls", "rope_parameters", """{"full_attention": {"rope_theta": 0}}""", "\"rope_parameters.full_attention.rope_theta\": it must be above 0" },
        { "bert", "layer_norm_eps", "-1", "\"layer_norm_eps\": it must not be below 0" },
        { "bert", "is_decoder", "true", "models that see only what stands before a token are not supported" },
        { "bert", "num_labels", "3", "3 labels make a classifier of texts" },
        { "xlm-roberta", "position_embedding_type", "\"relative_key\"", "\"relative_key\" is not supported for XLM-RoBERTa" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Load_BadConfigField_IsNamedWithItsFile(string golden, string field, string? value, string message)
    {
        using var model = new TemporaryModel(golden);
        JsonNode config = JsonNode.Parse(model.Read("config.json"))!;
        if (value is null)
            config.AsObject().Remove(field);
        else
            config[field] = JsonNode.Parse(value);
        model.Write("config.json", config.ToJsonString());
        var error = Assert.Throws<WinnowException>(() => Reranker.Load(model.Path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(model.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(ModelInfo.Inspect(model.Path).Problems, problem => problem.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("config.json", "config.json: there is no such file")]
    [InlineData("tokenizer.json", "tokenizer.json: there is no such file, and other tokenizer files (vocab.txt, sentencepiece models) are not read")]
    [InlineData("model.safetensors", "model.safetensors")]
    public void Load_MissingFile_IsNamed(string file, string message)
    {
        using var model = new TemporaryModel("bert");
        model.Delete(file);
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "config.json: there is no such file")]
    [InlineData("model.safetensors", "model.safetensors")]
    public void Load_NoTokenizerEither_NamesWhatKeepsTheFolderFromOpening(string file, string message)
    {
        using var model = new TemporaryModel("bert");
        model.Delete(file);
        model.Delete("tokenizer.json");
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NeitherTokenizerNorLayers_NamesTheTokenizer()
    {
        using var model = new TemporaryModel("bert");
        JsonNode config = JsonNode.Parse(model.Read("config.json"))!;
        config["num_hidden_layers"] = 4;
        model.Write("config.json", config.ToJsonString());
        model.Write("tokenizer.json", "{");
        string message = Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message;
        Assert.Contains("tokenizer.json", message, StringComparison.Ordinal);
        Assert.Contains("not valid JSON", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TokenizerOfAnotherModel_IsRefused()
    {
        using var model = new TemporaryModel("xlm-roberta");
        File.Copy(Path.Combine(Fixtures.Golden("bert"), "tokenizer.json"), Path.Combine(model.Path, "tokenizer.json"), overwrite: true);
        Assert.Contains(
            "it gives token ids up to 1499, but the model has vectors for 1202 tokens only",
            Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not valid JSON at line 1")]
    [InlineData("[1]", "expected a JSON object, found a list")]
    [InlineData("", "not valid JSON at line 1")]
    [InlineData("{\"hidden_size\": 48, \"num_hidden_layers\": 3, \"model_type\": \"\\ud800\"}", "half a surrogate pair")]
    public void Load_MalformedConfig_SaysWhere(string text, string message)
    {
        using var model = new TemporaryModel("bert");
        model.Write("config.json", text);
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"path": "", "type": "x.Transformer"}, {"path": "../../etc", "type": "x.Pooling"}]""", "is not the name of a folder within the model's")]
    [InlineData("""[{"path": "", "type": "x.Transformer"}, {"path": "1_Pooling", "type": "x.WeightedLayerPooling"}]""", "the module after the Transformer must be a Pooling")]
    [InlineData("""[{"path": "", "type": "x.BoW"}]""", "the first module is \"BoW\"")]
    [InlineData("""{}""", "expected a list of modules")]
    [InlineData("""[{"path": ""}]""", "each module must have a text \"type\"")]
    public void Load_BadModules_AreNamed(string text, string message)
    {
        using var model = new TemporaryModel("ettin");
        model.Write("modules.json", text);
        Assert.Contains(message, Assert.Throws<WinnowException>(() => Reranker.Load(model.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MutatedJsonFiles_LoadOrThrowOurException()
    {
        var random = new Random(3);
        foreach (string golden in (string[])["bert", "deberta-v2", "ettin", "jina-bert", "modernbert-mean", "xlm-roberta"])
        {
            using var model = new TemporaryModel(golden);
            foreach (string file in Directory.EnumerateFiles(model.Path, "*.json", SearchOption.AllDirectories).Where(IsSmall).Order(StringComparer.Ordinal).ToArray())
            {
                string text = File.ReadAllText(file);
                for (int round = 0; round < 60; round++)
                {
                    File.WriteAllText(file, Mutate(text, random));
                    try
                    {
                        using var reranker = Reranker.Load(model.Path, new EngineOptions { Threads = 1 });
                        Assert.Single(reranker.Rerank("a question", ["an answer"], cancellationToken: TestContext.Current.CancellationToken));
                    }
                    catch (WinnowException)
                    {
                    }
                }

                File.WriteAllText(file, text);
            }
        }

        static bool IsSmall(string file) => Path.GetFileName(file) is not ("tokenizer.json" or "golden.json");
    }

    static string Mutate(string text, Random random)
    {
        string[] values = ["null", "0", "-1", "1e300", "123456789012345678901234567890", "\"x\"", "[]", "{}", "true", "3.5", "1048576"];
        switch (random.Next(4))
        {
            case 0:
                int at = random.Next(text.Length);
                return text[..at] + (char)random.Next(32, 127) + text[(at + 1)..];
            case 1:
                return text[..random.Next(text.Length)];
            default:
                // Another value for one of the fields.
                int[] colons = [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ':')];
                if (colons.Length == 0)
                    return text + "x";
                int colon = colons[random.Next(colons.Length)];
                int end = text.IndexOfAny([',', '\n', '}'], colon);
                return text[..(colon + 1)] + values[random.Next(values.Length)] + (end < 0 ? "" : text[end..]);
        }
    }
}

using System.Text.Json.Nodes;
using Winnow.Models;

namespace Winnow.Tests.Models;

/// <summary>Folders that say the same in other words, or leave out what has a default, give the same scores.</summary>
public class ModelFolderVariantsTests
{
    static readonly TextPair[] Pairs =
    [
        new("What is the capital of France?", "Paris is the capital of France."),
        new("how to reset a forgotten password", string.Concat(Enumerable.Repeat("open the account page and follow the link; ", 20))),
    ];

    [Theory]
    [InlineData("bert", "max_position_embeddings")]
    [InlineData("bert", "vocab_size")]
    [InlineData("bert", "type_vocab_size")]
    [InlineData("bert", "layer_norm_eps")]
    [InlineData("bert", "hidden_act")]
    [InlineData("bert", "num_labels")]
    [InlineData("jina-bert-standard", "type_vocab_size")]
    [InlineData("jina-bert", "max_position_embeddings")]
    [InlineData("xlm-roberta", "max_position_embeddings")]
    [InlineData("xlm-roberta", "type_vocab_size")]
    [InlineData("xlm-roberta", "pad_token_id")]
    [InlineData("deberta-v2", "layer_norm_eps")]
    [InlineData("deberta-v2", "vocab_size")]
    [InlineData("modernbert-cls", "rope_parameters")]
    [InlineData("modernbert-cls", "layer_types")]
    [InlineData("modernbert-mean", "norm_eps")]
    public void Score_OptionalFieldLeftOut_GivesTheSameScores(string golden, string field) =>
        AssertSameScores(golden, config => config.Remove(field));

    [Fact]
    public void Score_OlderRotaryFields_GiveTheSameScores() => AssertSameScores("modernbert-cls", config =>
    {
        config.Remove("rope_parameters");
        config["global_rope_theta"] = 160000.0;
        config["local_rope_theta"] = 10000.0;
    });

    [Fact]
    public void Score_OlderRotaryFieldsWithoutLocal_LocalHasItsDefault() => AssertSameScores("modernbert-cls", config =>
    {
        config.Remove("rope_parameters");
        config["global_rope_theta"] = 160000.0;
    });

    [Fact]
    public void Score_LocalThetaNull_IsTheGlobalOne()
    {
        static void Change(JsonObject config, JsonNode? local)
        {
            config.Remove("rope_parameters");
            config["global_rope_theta"] = 5000.0;
            config["local_rope_theta"] = local;
        }

        Assert.Equal(Logits("modernbert-cls", config => Change(config, 5000.0)), Logits("modernbert-cls", config => Change(config, null)));
    }

    [Fact]
    public void Score_RotaryObjectWithoutTheta_TakesTheTopLevel()
    {
        float[] old = Logits("modernbert-cls", config =>
        {
            config.Remove("rope_parameters");
            config["global_rope_theta"] = 5000.0;
            config["local_rope_theta"] = 77.0;
        });
        float[] mixed = Logits("modernbert-cls", config =>
        {
            config["rope_parameters"] = JsonNode.Parse("""{"full_attention": {"rope_type": "default"}, "sliding_attention": {"rope_type": "default"}}""");
            config["global_rope_theta"] = 5000.0;
            config["local_rope_theta"] = 77.0;
        });
        Assert.Equal(old, mixed);
    }

    [Fact]
    public void Load_MoreBucketsThanPositions_IsNoError()
    {
        using var model = new TemporaryModel("deberta-v2");
        JsonObject config = JsonNode.Parse(model.Read("config.json"))!.AsObject();
        // Half of the buckets reach beyond the positions: no distance needs the logarithm. The table keeps its 16 rows.
        config["max_position_embeddings"] = 5;
        config["max_relative_positions"] = 5;
        model.Write("config.json", config.ToJsonString());
        using var reranker = Reranker.Load(model.Path, Fixtures.Float32);
        Assert.True(float.IsFinite(reranker.Score(Pairs, 20, cancellationToken: TestContext.Current.CancellationToken)[0].Logit));
    }

    [Fact]
    public void MaxTokens_SentenceTransformersLimit_GoesBeforeTheTokenizers()
    {
        using var model = new TemporaryModel("bert-embedder-mean");
        model.Write("tokenizer_config.json", """{"model_max_length": 32}""");
        Assert.Equal(64, ModelInfo.Inspect(model.Path).MaxTokens);
        model.Write("sentence_bert_config.json", """{"max_seq_length": null}""");
        Assert.Equal(32, ModelInfo.Inspect(model.Path).MaxTokens);
        model.Write("tokenizer_config.json", """{"model_max_length": 1000000000000000019884624838656}""");
        Assert.Equal(128, ModelInfo.Inspect(model.Path).MaxTokens);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"pooling_mode": "mean", "pooling_mode_mean_tokens": true}""")]
    [InlineData("""{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}""")]
    public void Embed_PoolingInOtherWords_IsTheMean(string config)
    {
        using var model = new TemporaryModel("bert-embedder-mean");
        using var original = Embedder.Load(model.Path, Fixtures.Float32);
        float[] expected = original.Embed(["a library"], cancellationToken: TestContext.Current.CancellationToken)[0];
        model.Write("1_Pooling/config.json", config);
        using var changed = Embedder.Load(model.Path, Fixtures.Float32);
        Assert.Equal(expected, changed.Embed(["a library"], cancellationToken: TestContext.Current.CancellationToken)[0]);
    }

    [Fact]
    public void Load_ModulesThatEndInOneNumber_AreARerankerWithoutSayingSo()
    {
        using var model = new TemporaryModel("ettin");
        model.Delete("config_sentence_transformers.json");
        using var reranker = Reranker.Load(model.Path, Fixtures.Float32);
        Assert.Equal("reranker", reranker.Model.Purpose);
    }

    [Fact]
    public void Score_EmptyTextsWithoutSpecialTokens_IsRefusedByName()
    {
        using var model = new TemporaryModel("bert");
        JsonObject tokenizer = JsonNode.Parse(model.Read("tokenizer.json"))!.AsObject();
        tokenizer["post_processor"] = null;
        model.Write("tokenizer.json", tokenizer.ToJsonString());
        using var reranker = Reranker.Load(model.Path, Fixtures.Float32);
        var error = Assert.Throws<WinnowException>(
            () => reranker.Score([Pairs[0], new TextPair("", ""), Pairs[1]], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("text 1 (counted from 0) is empty", error.Message, StringComparison.Ordinal);
    }

    static void AssertSameScores(string golden, Action<JsonObject> change) => Assert.Equal(Logits(golden, _ => { }), Logits(golden, change));

    static float[] Logits(string golden, Action<JsonObject> change)
    {
        using var model = new TemporaryModel(golden);
        JsonObject config = JsonNode.Parse(model.Read("config.json"))!.AsObject();
        change(config);
        model.Write("config.json", config.ToJsonString());
        using var reranker = Reranker.Load(model.Path, Fixtures.Float32);
        return [.. reranker.Score(Pairs, 60, cancellationToken: TestContext.Current.CancellationToken).Select(score => score.Logit)];
    }
}

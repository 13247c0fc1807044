using System.Text.Json.Nodes;
using Winnow.Tests.Oracle;

namespace Winnow.Tests;

/// <summary>A random model with an interaction head and the tokenizer of a golden folder: texts in, scores out.</summary>
sealed class InteractionFolder : IDisposable
{
    /// <summary>A shape for most tests: two of three layers open, prompts on both sides.</summary>
    public static readonly RandomModelSpec Spec = new(ModelFamily.JinaBert)
    {
        Head = ModelHead.Interaction,
        VocabularySize = 1500,
        Heads = 6,
        HeadSize = 8,
        Layers = 3,
        OpenLayers = 2,
        QueryPrompt = "query: ",
        DocumentPrompt = "passage: ",
    };

    /// <summary>The same model with a head that counts exact matches.</summary>
    public static readonly RandomModelSpec LexicalSpec = Spec with { Lexical = true };

    /// <summary>The same model with a head that looks at each token of the query by itself.</summary>
    public static readonly RandomModelSpec LateSpec = Spec with { LateInteraction = true };

    readonly RandomModel _model;

    public InteractionFolder(RandomModelSpec? spec = null)
    {
        _model = RandomModel.Create(spec ?? Spec);
        foreach (string file in (string[])["tokenizer.json", "tokenizer_config.json"])
            File.Copy(System.IO.Path.Combine(Fixtures.Golden("jina-bert"), file), System.IO.Path.Combine(Path, file), overwrite: true);
    }

    public string Path => _model.Folder;

    /// <summary>Changes config.json.</summary>
    public void Configure(Action<JsonObject> change)
    {
        string path = System.IO.Path.Combine(Path, "config.json");
        JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    /// <summary>Writes the tensors again, some changed.</summary>
    public void Rewrite(Func<Tensor, Tensor?> change)
    {
        string path = System.IO.Path.Combine(Path, "model.safetensors");
        var weights = new TensorReader(path);
        TensorWriter.Write(path, [.. weights.Names.Select(weights.Get).Select(change).OfType<Tensor>()], WeightType.F32);
    }

    public void Dispose() => _model.Dispose();
}

using System.Text.Json.Nodes;

namespace Winnow.Benchmarks;

/// <summary>Model folders of the shapes that are measured. Speed does not depend on the weights' values, so the starter model serves for all.</summary>
public static class BenchmarkShapes
{
    /// <summary>The shape of jina-reranker-v1-turbo-en: 6 layers of 384.</summary>
    public const string Turbo = "turbo";

    /// <summary>The shape of jina-reranker-v1-tiny-en: 4 layers of 384.</summary>
    public const string Tiny = "tiny";

    /// <summary>Gives a folder of a shape.</summary>
    public static string Folder(string shape)
    {
        string starter = Path.Combine(AppContext.BaseDirectory, "models", "winnow-starter-en");
        if (shape == Turbo)
            return starter;
        // The first four layers of the starter: the loader does not mind tensors that it has no use for.
        string folder = Path.Combine(AppContext.BaseDirectory, "models", "benchmark-tiny");
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])["model.safetensors", "tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(starter, file), Path.Combine(folder, file), overwrite: true);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(starter, "config.json")))!;
        config["num_hidden_layers"] = 4;
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        return folder;
    }
}

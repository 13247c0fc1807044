namespace Winnow.Tests.Oracle;

/// <summary>
/// A tiny model folder with random weights in a temporary directory: config.json, model.safetensors and, for the heads
/// made of modules, modules.json with its folders, for late interaction a golden folder's tokenizer.json. The same spec gives the same bytes. Disposing removes the folder.
/// </summary>
public sealed class RandomModel : IDisposable
{
    RandomModel(RandomModelSpec spec, string folder)
    {
        Spec = spec;
        Folder = folder;
    }

    public RandomModelSpec Spec { get; }

    public string Folder { get; }

    /// <summary>The longest input that the position table allows; ALiBi, rotary and relative positions have no such end.</summary>
    public int Longest => Spec switch
    {
        { Family: ModelFamily.Bert } or { Family: ModelFamily.DebertaV2, PositionBiasedInput: true } => Spec.MaxPositions,
        { Family: ModelFamily.XlmRoberta } => Spec.MaxPositions - Spec.PadTokenId - 1,
        _ => int.MaxValue,
    };

    public static RandomModel Create(RandomModelSpec spec)
    {
        var model = new RandomModel(spec, Directory.CreateTempSubdirectory("winnow-oracle-").FullName);
        var weights = new RandomWeights(spec.Seed);
        RandomTensors.Add(weights, spec);
        File.WriteAllText(Path.Combine(model.Folder, "config.json"), RandomConfig.Of(spec).ToJsonString());
        TensorWriter.Write(Path.Combine(model.Folder, "model.safetensors"), weights.Tensors, spec.Type, PositionIds(spec));
        if (spec.Head is ModelHead.Embedding or ModelHead.ScoreModules)
            RandomModules.Write(model.Folder, spec, weights);
        // It is asked for the prompts' tokens; all else of such a model works on ids.
        if (spec.LateInteraction)
            File.Copy(Path.Combine(GoldenFolders.Folder("jina-bert"), "tokenizer.json"), Path.Combine(model.Folder, "tokenizer.json"));
        return model;
    }

    /// <summary>
    /// A random input of <paramref name="length"/> tokens that fits the model: ids over the whole vocabulary, types 0 then 1
    /// from a random place on where the model has two of them.
    /// </summary>
    public (int[] Ids, int[] Types) Input(int length, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        var random = new Random(seed);
        int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.Next(Spec.VocabularySize))];
        int border = Spec.Types > 1 ? random.Next(1, length + 1) : length;
        return (ids, [.. Enumerable.Range(0, length).Select(i => i < border ? 0 : 1)]);
    }

    /// <summary>A random pair for an interaction head: types 0 for the query's tokens, 1 for the document's.</summary>
    public (int[] Ids, int[] Types) Pair(int query, int document, int seed)
    {
        var random = new Random(seed);
        int[] ids = [.. Enumerable.Range(0, query + document).Select(_ => random.Next(Spec.VocabularySize))];
        return (ids, [.. Enumerable.Range(0, query + document).Select(i => i < query ? 0 : 1)]);
    }

    static (string Name, int Count)? PositionIds(RandomModelSpec spec)
    {
        if (!spec.PositionIdsBuffer)
            return null;
        string prefix = !spec.Prefix ? "" : spec.Family == ModelFamily.XlmRoberta ? "roberta." : "bert.";
        return (prefix + "embeddings.position_ids", spec.MaxPositions);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

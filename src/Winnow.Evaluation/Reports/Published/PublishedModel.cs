namespace Winnow.Evaluation.Reports.Published;

/// <summary>What the maker of a model says of it.</summary>
/// <param name="Name">The model.</param>
/// <param name="Shape">Layers and width, or null where they are not given.</param>
/// <param name="Millions">Its parameters, in millions.</param>
/// <param name="Beir">The mean of nDCG@10 over 17 BEIR data sets, from 0 to 1.</param>
/// <param name="HitRate">The hit rate over LlamaIndex's retrieval, from 0 to 1.</param>
/// <param name="SpeedName">The name under which <c>winnow bench --shape</c> measures a model of this shape, or null.</param>
sealed record PublishedModel(string Name, string? Shape, double Millions, double Beir, double HitRate, string? SpeedName = null);

namespace Winnow.Cli.Engine;

/// <summary>An <see cref="Embedder"/> as the commands see it.</summary>
sealed class FolderEmbedder(Embedder embedder) : ITextEmbedder
{
    public IEnumerable<string> PromptNames => embedder.Prompts.Keys;

    public float[][] Embed(IReadOnlyList<string> texts, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken) =>
        embedder.Embed(texts, options, progress, cancellationToken);

    public float[][] EmbedPairs(IReadOnlyList<TextPair> pairs, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken) =>
        embedder.EmbedPairs(pairs, options, progress, cancellationToken);

    public void Dispose() => embedder.Dispose();
}

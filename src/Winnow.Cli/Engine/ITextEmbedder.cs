namespace Winnow.Cli.Engine;

/// <summary>A loaded embedder.</summary>
interface ITextEmbedder : IDisposable
{
    /// <summary>Gets the names of the prompts that the model folder offers.</summary>
    IEnumerable<string> PromptNames { get; }

    /// <summary>Embeds texts in their order.</summary>
    float[][] Embed(IReadOnlyList<string> texts, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken);

    /// <summary>Embeds pairs in their order.</summary>
    float[][] EmbedPairs(IReadOnlyList<TextPair> pairs, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken);
}

using Winnow.Cli.Engine;

namespace Winnow.Cli.Tests.Fakes;

/// <summary>A text's vector is its length and 0.1; a pair's is both lengths.</summary>
sealed class FakeEmbedder(FakeEngine engine) : ITextEmbedder
{
    public IEnumerable<string> PromptNames => engine.Prompts;

    public float[][] Embed(IReadOnlyList<string> texts, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        engine.EmbedOptions.Add(options);
        return [.. texts.Select(text => new[] { text.Length, 0.1f })];
    }

    public float[][] EmbedPairs(IReadOnlyList<TextPair> pairs, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        engine.EmbedOptions.Add(options);
        return [.. pairs.Select(pair => new float[] { pair.Query.Length, pair.Document.Length })];
    }

    public void Dispose()
    {
    }
}

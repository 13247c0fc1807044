using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Fakes;

/// <summary>Texts are near where they share words: each word adds to one of a few dimensions, and the vector has length 1.</summary>
sealed class WordEncoder(string name = "words", int dimensions = 24) : ITextEncoder
{
    public string Name => name;

    public string Fingerprint => $"words-{dimensions}";

    public int Dimensions => dimensions;

    public int TextsAtOnce { get; init; } = 256;

    /// <summary>The sizes of the calls so far.</summary>
    public List<int> Calls { get; } = [];

    /// <summary>The call, from 0, that fails.</summary>
    public int FailsAt { get; init; } = -1;

    public float[][] Encode(IReadOnlyList<string> texts, bool isQuery, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Calls.Count == FailsAt)
            throw new InvalidOperationException("killed");
        Calls.Add(texts.Count);
        return [.. texts.Select(Encode)];
    }

    float[] Encode(string text)
    {
        var vector = new float[dimensions];
        foreach (string word in text.ToLowerInvariant().Split([' ', '.', ',', '?'], StringSplitOptions.RemoveEmptyEntries))
            vector[(int)(TextHash.Of(word) % (ulong)dimensions)] += 1;
        float length = MathF.Sqrt(vector.Sum(x => x * x));
        return length == 0 ? vector : Array.ConvertAll(vector, x => x / length);
    }

    public void Dispose()
    {
    }
}

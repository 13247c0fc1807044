namespace Winnow.Training.Mining;

/// <summary>Turns queries and documents into vectors whose dot products say how near they are.</summary>
/// <remarks>An implementation need not be safe for concurrent use: mining and labelling call it from one thread at a time.</remarks>
public interface ITextEncoder : IDisposable
{
    /// <summary>Gets the short name for messages and files.</summary>
    string Name { get; }

    /// <summary>Gets a text that two encoders share only where they give every text the same vector: the key of caches.</summary>
    string Fingerprint { get; }

    /// <summary>Gets the length of a vector.</summary>
    int Dimensions { get; }

    /// <summary>Gets the most texts that one call gets, and so the most that a killed run computes again.</summary>
    /// <value>The default is 256. An encoder that sorts texts by length, or computes far from the processor, is faster with more.</value>
    int TextsAtOnce => 256;

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts, without prefixes: those are the encoder's own matter.</param>
    /// <param name="isQuery">Whether they are queries; else they are documents.</param>
    /// <param name="progress">Told the number of texts done so far, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A vector of <see cref="Dimensions"/> finite numbers for each text, in the order of the texts. A text's vector must not depend on the others.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    float[][] Encode(IReadOnlyList<string> texts, bool isQuery, IProgress<int>? progress = null, CancellationToken cancellationToken = default);
}

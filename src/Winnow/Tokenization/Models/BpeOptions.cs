namespace Winnow.Tokenization.Models;

/// <summary>The settings of a BPE model, named as in tokenizer.json.</summary>
sealed record BpeOptions
{
    /// <summary>Gets the id of a character that is not in the vocabulary; -1: it vanishes.</summary>
    public int UnknownId { get; init; } = -1;

    /// <summary>Gets what each symbol but the first of a word begins with.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Gets what the last symbol of a word ends with.</summary>
    public string EndSuffix { get; init; } = "";

    /// <summary>Gets whether unknown characters that touch are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Gets whether an unknown character is written as tokens for its UTF-8 bytes where the vocabulary has them.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Gets whether a piece that is itself a token is taken whole.</summary>
    public bool IgnoreMerges { get; init; }
}

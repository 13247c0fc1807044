namespace Winnow.Tokenization;

/// <summary>The token ids of a text or a pair with their token types, special tokens included.</summary>
/// <param name="Ids">The token ids.</param>
/// <param name="TypeIds">The token types (segments), one for each id.</param>
public sealed record Encoding(int[] Ids, int[] TypeIds);

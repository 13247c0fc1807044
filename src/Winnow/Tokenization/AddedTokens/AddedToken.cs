namespace Winnow.Tokenization.AddedTokens;

/// <summary>A token that is found in the text itself, before the text is split into words.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Content">What is looked for; already normalised where <paramref name="Normalized"/> is set.</param>
/// <param name="SingleWord">Whether it counts only where no word character touches it.</param>
/// <param name="StripLeft">Whether it takes the white space before it along.</param>
/// <param name="StripRight">Whether it takes the white space after it along.</param>
/// <param name="Normalized">Whether it is looked for in the normalised text rather than in the text as it came.</param>
sealed record AddedToken(int Id, string Content, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized);

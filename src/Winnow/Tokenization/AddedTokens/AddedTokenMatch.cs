namespace Winnow.Tokenization.AddedTokens;

/// <summary>Where an added token lies in the text, stripped white space included.</summary>
readonly record struct AddedTokenMatch(int Start, int End, int Id);

namespace Winnow.Tokenization.Regexes;

/// <summary>A regular expression that is malformed or uses something that is not supported. It does not leave the reader.</summary>
sealed class RegexSyntaxException(string message) : Exception(message);

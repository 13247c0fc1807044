namespace Winnow.Cli.Input;

/// <summary>A candidate and where it came from.</summary>
/// <param name="Text">The text that is scored.</param>
/// <param name="File">The file, or "standard input", or null for a document given as an argument.</param>
/// <param name="Line">The line at which it starts, counted from 1.</param>
readonly record struct Document(string Text, string? File = null, long Line = 0);

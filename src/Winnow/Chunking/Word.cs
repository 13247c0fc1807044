namespace Winnow.Chunking;

/// <summary>What a text is never cut inside of: a word, or a piece of one that is longer than a chunk.</summary>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Tokens">About how many tokens it adds to the words before it.</param>
/// <param name="After">What ends with it.</param>
readonly record struct Word(int Start, int End, int Tokens, Border After);

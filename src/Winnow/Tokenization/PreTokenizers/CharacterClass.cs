using System.Runtime.CompilerServices;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>A test of one code point; a struct, so that each splitter gets its own compiled loop.</summary>
interface ICharacterClass
{
    /// <summary>Whether the code point belongs to the class.</summary>
    bool Contains(int codePoint);
}

/// <summary>White space.</summary>
readonly struct WhitespaceClass : ICharacterClass
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint) => CodePoint.IsWhitespace(codePoint);
}

/// <summary>Punctuation marks.</summary>
readonly struct PunctuationClass : ICharacterClass
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint) => CodePoint.IsPunctuation(codePoint);
}

/// <summary>Numbers.</summary>
readonly struct NumberClass : ICharacterClass
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint) => CodePoint.IsNumber(codePoint);
}

/// <summary>One given code point.</summary>
readonly struct SingleClass(int only) : ICharacterClass
{
    /// <inheritdoc/>
    public bool Contains(int codePoint) => codePoint == only;
}

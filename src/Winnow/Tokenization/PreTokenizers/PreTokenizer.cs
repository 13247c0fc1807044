namespace Winnow.Tokenization.PreTokenizers;

/// <summary>One step that splits text into pieces. Steps hold no state and are safe for concurrent use.</summary>
abstract class PreTokenizer
{
    /// <summary>Gets the step's name as tokenizer.json writes it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Gets whether a piece always begins before a space that stands between two ASCII letters or digits, so that a text may be cut there.
    /// </summary>
    public virtual bool BreaksAtSpaces => false;

    /// <summary>Gets whether the pieces on either side of such a space do not depend on what lies on the other side.</summary>
    public virtual bool IsLocal => BreaksAtSpaces;

    /// <summary>Splits a piece and hands each part to the next stage.</summary>
    /// <param name="text">The piece; it is not empty.</param>
    /// <param name="originUnits">How many of its leading units come from the first character of the original text; 0 for later pieces.</param>
    /// <param name="flow">Where the parts go.</param>
    /// <param name="next">The stage that takes them.</param>
    /// <returns>False once enough tokens have been found.</returns>
    public abstract bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next);
}

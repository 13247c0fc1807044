namespace Winnow.Tokenization.PostProcessors;

/// <summary>One part of a template: a text, or special tokens.</summary>
/// <param name="Sequence">0 for the first text, 1 for the second, -1 for special tokens.</param>
/// <param name="TypeId">The token type of the part.</param>
/// <param name="SpecialIds">The ids of the special tokens.</param>
readonly record struct TemplatePart(int Sequence, int TypeId, int[] SpecialIds)
{
    /// <summary>A part that stands for a text.</summary>
    public static TemplatePart Text(int sequence, int typeId) => new(sequence, typeId, []);

    /// <summary>A part of special tokens.</summary>
    public static TemplatePart Special(int typeId, params int[] ids) => new(-1, typeId, ids);
}

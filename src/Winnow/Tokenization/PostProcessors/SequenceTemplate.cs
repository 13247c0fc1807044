namespace Winnow.Tokenization.PostProcessors;

/// <summary>Puts texts and special tokens together. Every post-processor of tokenizer.json comes down to two of these.</summary>
sealed class SequenceTemplate
{
    readonly TemplatePart[] _parts;

    /// <summary>Creates a template.</summary>
    public SequenceTemplate(params TemplatePart[] parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            Overhead += part.SpecialIds.Length;
            MaxTypeId = Math.Max(MaxTypeId, part.TypeId);
            foreach (int id in part.SpecialIds)
                HighestId = Math.Max(HighestId, id);
        }
    }

    /// <summary>Gets the number of special tokens.</summary>
    public int Overhead { get; }

    /// <summary>Gets the highest token type.</summary>
    public int MaxTypeId { get; }

    /// <summary>Gets the highest id of a special token, or -1.</summary>
    public int HighestId { get; } = -1;

    /// <summary>Fills the template.</summary>
    public Encoding Fill(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        int length = Overhead;
        foreach (var part in _parts)
            length += part.Sequence < 0 ? 0 : part.Sequence == 0 ? first.Length : second.Length;

        int[] ids = new int[length];
        int[] types = new int[length];
        int at = 0;
        foreach (var part in _parts)
        {
            var tokens = part.Sequence < 0 ? part.SpecialIds : part.Sequence == 0 ? first : second;
            tokens.CopyTo(ids.AsSpan(at));
            types.AsSpan(at, tokens.Length).Fill(part.TypeId);
            at += tokens.Length;
        }

        return new Encoding(ids, types);
    }

    /// <summary>Says which tokens of a filled template are its own and no text's.</summary>
    /// <param name="first">The number of tokens of the first text.</param>
    /// <param name="second">The number of tokens of the second text.</param>
    public bool[] Specials(int first, int second)
    {
        List<bool> specials = [];
        foreach (var part in _parts)
            specials.AddRange(Enumerable.Repeat(part.Sequence < 0, part.Sequence < 0 ? part.SpecialIds.Length : part.Sequence == 0 ? first : second));
        return [.. specials];
    }
}

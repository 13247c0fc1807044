using System.Globalization;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> that stand for the bytes of unknown characters.</summary>
sealed class ByteTokens
{
    readonly int[] _ids = new int[256];

    /// <summary>Looks the tokens up in a vocabulary.</summary>
    public ByteTokens(Vocabulary vocabulary)
    {
        for (int value = 0; value < 256; value++)
            _ids[value] = vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"));
    }

    /// <summary>Adds the tokens of the text's UTF-8 bytes, or nothing where one of them is not in the vocabulary.</summary>
    public bool TryAdd(ReadOnlySpan<char> text, List<int> output) => Walk(text, output, null);

    /// <summary>Adds the tokens of the text's UTF-8 bytes, or nothing where one of them is not in the vocabulary.</summary>
    public bool TryAdd(ReadOnlySpan<char> text, TokenBuffer output) => Walk(text, null, output);

    bool Walk(ReadOnlySpan<char> text, List<int>? list, TokenBuffer? buffer)
    {
        int listed = list?.Count ?? 0;
        int buffered = buffer?.Count ?? 0;
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count])
            {
                int id = _ids[value];
                if (id < 0)
                {
                    list?.RemoveRange(listed, list.Count - listed);
                    buffer?.CutTo(buffered);
                    return false;
                }

                list?.Add(id);
                buffer?.Add(id);
            }
        }

        return true;
    }
}

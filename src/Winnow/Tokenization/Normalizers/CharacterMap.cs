using System.Buffers.Binary;
using System.Text.Unicode;

namespace Winnow.Tokenization.Normalizers;

/// <summary>The compiled map of SentencePiece: a length, a double-array trie (darts-clone) and zero-terminated replacements in UTF-8.</summary>
sealed class CharacterMap
{
    const uint LeafBit = 1u << 31;

    readonly uint[] _units;
    readonly byte[] _replacements;

    CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
    }

    /// <summary>Reads a map and checks every offset in it.</summary>
    /// <returns>Null where the map is not sound; <paramref name="problem"/> then says why.</returns>
    public static CharacterMap? TryRead(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        if (bytes.Length < 4)
            return Fail("it is shorter than its own header", out problem);
        uint trieBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trieBytes == 0 || trieBytes % 4 != 0 || trieBytes > (uint)bytes.Length - 4)
            return Fail($"its trie is said to take {trieBytes} of {bytes.Length - 4} bytes", out problem);

        uint[] units = new uint[trieBytes / 4];
        for (int i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + (4 * i))..]);
        byte[] replacements = bytes[(4 + (int)trieBytes)..].ToArray();
        if (!Utf8.IsValid(replacements))
            return Fail("its replacements are not UTF-8", out problem);

        for (int i = 0; i < units.Length; i++)
        {
            if (!IsSound(units, i, replacements))
                return Fail($"unit {i} of its trie points outside the map", out problem);
        }

        return new CharacterMap(units, replacements);
    }

    /// <summary>Finds the replacement of the shortest prefix of <paramref name="key"/> that the trie knows.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> replacement)
    {
        uint node = Offset(_units[0]);
        foreach (byte label in key)
        {
            if (label == 0)
                break;
            node ^= label;
            uint unit = _units[node];
            if ((unit & (LeafBit | 0xFF)) != label)
                break;
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 0)
                continue;

            var rest = _replacements.AsSpan((int)(_units[node] & ~LeafBit));
            int end = rest.IndexOf((byte)0);
            replacement = end < 0 ? rest : rest[..end];
            return true;
        }

        replacement = default;
        return false;
    }

    static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    // Every child of a unit lies in the 256 units round its offset, so one test a unit makes every walk safe.
    static bool IsSound(uint[] units, int index, byte[] replacements)
    {
        uint unit = units[index];
        if ((unit & LeafBit) != 0)
            return IsStart(unit & ~LeafBit, replacements);

        uint target = (uint)index ^ Offset(unit);
        if ((target | 0xFF) >= (uint)units.Length)
            return false;
        return (unit >> 8 & 1) == 0 || IsStart(units[target] & ~LeafBit, replacements);
    }

    static bool IsStart(uint at, byte[] replacements) =>
        at <= (uint)replacements.Length && (at == replacements.Length || (replacements[at] & 0xC0) != 0x80);

    static CharacterMap? Fail(string reason, out string problem)
    {
        problem = reason;
        return null;
    }
}

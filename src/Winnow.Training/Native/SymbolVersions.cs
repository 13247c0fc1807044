using System.Buffers.Binary;
using System.Text;

namespace Winnow.Training.Native;

/// <summary>The versions of other libraries' symbols that an ELF library asks for.</summary>
/// <remarks>
/// A library built against a newer C++ runtime names that runtime's newest version even where it uses none of its symbols, and the loader then refuses it.
/// An entry with the flag "weak" is allowed to be missing. Format: Linux Standard Base, "Symbol Versioning" (sections of type SHT_GNU_verneed).
/// </remarks>
static class SymbolVersions
{
    const uint VersionNeeds = 0x6ffffffe;
    const ushort Weak = 2;

    // Offsets in a 64-bit ELF header and in a section's header.
    const int SectionTable = 0x28, SectionSize = 0x3A, SectionCount = 0x3C;
    const int Type = 4, FileOffset = 0x18, Link = 0x28;

    /// <summary>Marks a needed version as weak.</summary>
    /// <param name="library">The bytes of a 64-bit little-endian ELF library, changed in place.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether the library asks for that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such library.</exception>
    public static bool MakeWeak(Span<byte> library, string version)
    {
        if (library.Length < 64 || !library.StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("This is no 64-bit little-endian ELF library.");
        bool found = false;
        try
        {
            long table = BinaryPrimitives.ReadInt64LittleEndian(library[SectionTable..]);
            int size = Half(library, SectionSize), count = Half(library, SectionCount);
            for (int section = 0; section < count; section++)
            {
                int header = checked((int)(table + ((long)section * size)));
                if (Word(library, header + Type) == VersionNeeds)
                {
                    int names = checked((int)(table + ((long)Word(library, header + Link) * size)));
                    found |= MakeWeak(library, Offset(library, header), Offset(library, names), Encoding.ASCII.GetBytes(version));
                }
            }
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The library's section table is damaged.", error);
        }

        return found;
    }

    // A list of files, each with a list of versions; every link is an offset from the entry itself, and 0 ends a list.
    static bool MakeWeak(Span<byte> library, int file, int names, ReadOnlySpan<byte> version)
    {
        bool found = false;
        for (uint toNextFile = 1; toNextFile != 0; file += (int)toNextFile)
        {
            toNextFile = Word(library, file + 12);
            int entry = file + (int)Word(library, file + 8);
            for (uint toNext = 1; toNext != 0; entry += (int)toNext)
            {
                toNext = Word(library, entry + 12);
                ReadOnlySpan<byte> name = library[(names + (int)Word(library, entry + 8))..];
                if (!name[..name.IndexOf((byte)0)].SequenceEqual(version))
                    continue;
                BinaryPrimitives.WriteUInt16LittleEndian(library[(entry + 4)..], (ushort)(Half(library, entry + 4) | Weak));
                found = true;
            }
        }

        return found;
    }

    static int Offset(ReadOnlySpan<byte> library, int header) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(library[(header + FileOffset)..]));

    static uint Word(ReadOnlySpan<byte> library, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(library[offset..]);

    static ushort Half(ReadOnlySpan<byte> library, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(library[offset..]);
}

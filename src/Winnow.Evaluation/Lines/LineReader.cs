using System.Text;
using System.Text.Unicode;

namespace Winnow.Evaluation.Lines;

/// <summary>Cuts a stream of UTF-8 into lines at LF or CRLF, however long they are, and refuses what is not UTF-8.</summary>
/// <remarks>A byte order mark at the start is skipped. Lines stay bytes, so that JSON is parsed without a detour through strings.</remarks>
sealed class LineReader(Stream stream, string name)
{
    const int LongestLine = 1 << 30;

    byte[] _buffer = new byte[64 * 1024];
    int _start, _end;
    bool _atEnd;

    /// <summary>Gets the name of the source for messages.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the number of the line read last, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line, without its end.</summary>
    /// <param name="line">The line's bytes, valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        if (!TryFindLine(out int length, out int next))
        {
            line = default;
            return false;
        }

        int start = _start;
        _start = next;
        if (++Number == 1)
            SkipMark(ref start, ref length);
        if (length > 0 && _buffer[start + length - 1] == '\r')
            length--;

        line = _buffer.AsMemory(start, length);
        if (!Utf8.IsValid(line.Span))
            throw InputError.At(Name, Number, $"column {ValidColumns(line.Span) + 1}", "these bytes are not UTF-8 text. Save the file as UTF-8.");
        return true;
    }

    bool TryFindLine(out int length, out int next)
    {
        int searched = _start;
        while (true)
        {
            int end = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                length = searched + end - _start;
                next = _start + length + 1;
                return true;
            }

            searched = _end;
            if (_atEnd)
            {
                length = _end - _start;
                next = _end;
                return length > 0;
            }

            searched -= MakeRoom();
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _atEnd = read == 0;
            _end += read;
        }
    }

    /// <summary>Frees space after the bytes at hand and returns how far they moved.</summary>
    int MakeRoom()
    {
        int moved = _start;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _start = 0;
        _end -= moved;
        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine)
                throw InputError.At(Name, Number + 1, null, "the line is longer than 1 GiB. Split it.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return moved;
    }

    void SkipMark(ref int start, ref int length)
    {
        var head = _buffer.AsSpan(start, length);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            start += 3;
            length -= 3;
        }
        else if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw InputError.At(Name, 1, "column 1", "the file is UTF-16 text. Save it as UTF-8.");
        }
    }

    static int ValidColumns(ReadOnlySpan<byte> line)
    {
        int columns = 0;
        while (Rune.DecodeFromUtf8(line, out var rune, out int consumed) == System.Buffers.OperationStatus.Done)
        {
            columns += rune.Utf16SequenceLength;
            line = line[consumed..];
        }

        return columns;
    }
}

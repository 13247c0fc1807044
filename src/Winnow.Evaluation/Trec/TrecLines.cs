using System.Globalization;
using System.Text;

namespace Winnow.Evaluation.Trec;

/// <summary>Reads a file of columns line by line: UTF-8 text, lines ended by LF or CRLF, blank lines skipped, a byte order mark at the start accepted.</summary>
sealed class TrecLines : IDisposable
{
    const int LongestLine = 1 << 20;
    // What C's isspace takes for white space, and nothing beyond ASCII: ids may hold any other character.
    const string WhiteSpace = " \t\v\f\r";

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly Stream _stream;
    readonly string _name;
    byte[] _buffer = new byte[64 * 1024];
    char[] _line = new char[1024];
    int _start, _end;
    long _number;

    /// <summary>Creates a reader; it closes the stream when it is disposed.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">The name that messages give the file.</param>
    public TrecLines(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WinnowException">There is no such file, or it cannot be read.</exception>
    public static TrecLines Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new WinnowException($"{path}: this is a folder. Pass a file.");
        try
        {
            return new TrecLines(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WinnowException($"{path}: there is no such file.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WinnowException($"{path}: the file cannot be read. {error.Message}", error);
        }
    }

    /// <summary>Reads the next line that is not blank.</summary>
    /// <param name="line">Its text without the end of the line, valid until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="WinnowException">The line is not UTF-8, or too long to be one.</exception>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        while (TryFind(out ReadOnlySpan<byte> bytes))
        {
            _number++;
            if (_number == 1 && bytes.StartsWith("\uFEFF"u8))
                bytes = bytes[3..];
            line = Decode(bytes).TrimEnd('\r');
            if (!line.Trim(WhiteSpace).IsEmpty)
                return true;
        }

        line = default;
        return false;
    }

    /// <summary>Cuts a line at white space, or at tabs.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">Where the columns lie. It must have room for one more than are expected, so that too many are noticed.</param>
    /// <param name="tabs">Whether only tabs separate.</param>
    /// <returns>The number of columns, at most the room.</returns>
    public static int Split(ReadOnlySpan<char> line, Span<Range> columns, bool tabs = false) => tabs
        ? line.Split(columns, '\t')
        : line.SplitAny(columns, WhiteSpace, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Makes the message for the line that was read last.</summary>
    /// <param name="reason">What is wrong, and what to do.</param>
    public WinnowException Error(string reason) => new(string.Create(CultureInfo.InvariantCulture, $"{_name}, line {_number}: {reason}"));

    /// <summary>Makes the message for a file without a line.</summary>
    /// <param name="expected">What should have been there.</param>
    public WinnowException Empty(string expected) => new($"{_name}: the file has no {expected}: it is empty or has only blank lines.");

    /// <summary>Quotes a part of a line, shortened and without control characters: it may be anything, and messages end in logs.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        const int longest = 80;
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text[..Math.Min(text.Length, longest)].EnumerateRunes())
            quoted.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        return quoted.Append(text.Length > longest ? "…\"" : "\"").ToString();
    }

    /// <summary>Gets whether a text can be a column: it has no white space.</summary>
    public static bool IsColumn(ReadOnlySpan<char> text) => !text.ContainsAny(WhiteSpace) && !text.Contains('\n');

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes)
    {
        if (_line.Length < bytes.Length)
            _line = new char[Math.Max(bytes.Length, _line.Length * 2)];
        try
        {
            return _line.AsSpan(0, Strict.GetChars(bytes, _line));
        }
        catch (DecoderFallbackException error)
        {
            throw new WinnowException(Error("these bytes are not UTF-8 text. Save the file as UTF-8.").Message, error);
        }
    }

    bool TryFind(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length - _start);
                _start = searched + length + 1;
                return true;
            }

            searched = MakeRoom();
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (read == 0)
            {
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                return line.Length > 0;
            }
        }
    }

    /// <summary>Frees space after the bytes at hand and returns where they end.</summary>
    int MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine)
            {
                _number++;
                throw Error("the line is longer than a million bytes. This is no file of judgements or rankings.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _end;
    }
}

namespace Winnow.Server.SageMaker;

/// <summary>One line of a body.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">Its bytes, without the line break.</param>
readonly record struct RecordLine(int Number, ReadOnlyMemory<byte> Text);

/// <summary>Cuts a body into lines. Empty ones do not count as records, but are numbered.</summary>
static class RecordLines
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Cuts a body as its lines are asked for.</summary>
    public static IEnumerable<RecordLine> Of(ReadOnlyMemory<byte> body)
    {
        // Spreadsheets begin their CSV files with one.
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        for (int number = 1; body.Length > 0; number++)
        {
            int end = body.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                yield return new RecordLine(number, line.Span[^1] == '\r' ? line[..^1] : line);
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Winnow.Cli.Output;

/// <summary>Writes JSON values, one a line, as UTF-8 without a byte order mark. Bytes leave at <see cref="Flush"/>.</summary>
sealed class JsonLinesWriter : IDisposable
{
    readonly Stream _stream;
    readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);

    /// <summary>Creates a writer; the stream stays open when it is disposed.</summary>
    public JsonLinesWriter(Stream stream)
    {
        _stream = stream;
        // The output is no HTML: texts stay readable in any script.
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Gets the writer of the current line.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Ends the current line.</summary>
    public void EndLine()
    {
        Json.Flush();
        Json.Reset();
        _buffer.Write("\n"u8);
    }

    /// <summary>Sends all lines so far.</summary>
    public void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _stream.Flush();
        _buffer.ResetWrittenCount();
    }

    public void Dispose() => Json.Dispose();
}

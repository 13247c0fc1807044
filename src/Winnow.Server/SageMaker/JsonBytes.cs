using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Winnow.Server.SageMaker;

/// <summary>JSON without line breaks, for answers that are made beside each other and sent one after the other.</summary>
static class JsonBytes
{
    static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, _json))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}

using System.Text.Json;

namespace Winnow.Training.Steps;

/// <summary>A training's course as JSON lines: what it was asked to do, then loss, rate and speed every few steps, and every evaluation.</summary>
/// <remarks>A training that goes on from a checkpoint first cuts off what was written after it.</remarks>
sealed class TrainingLog : IDisposable
{
    readonly FileStream _file;

    TrainingLog(FileStream file) => _file = file;

    /// <summary>Opens the log of a training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">The bytes that belong to the checkpoint from which training goes on; 0 begins anew.</param>
    public static TrainingLog Open(string path, long length)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(Math.Min(length, file.Length));
        file.Seek(0, SeekOrigin.End);
        return new TrainingLog(file);
    }

    /// <summary>Gets the bytes written so far.</summary>
    public long Length => _file.Length;

    /// <summary>Writes a line.</summary>
    public void Write(params ReadOnlySpan<(string Name, object Value)> fields)
    {
        using (var json = new Utf8JsonWriter(_file))
        {
            json.WriteStartObject();
            foreach ((string name, object value) in fields)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }

            json.WriteEndObject();
        }

        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

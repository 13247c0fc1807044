using System.Buffers.Binary;
using System.Text.Json;

namespace Winnow.Tests.Oracle;

/// <summary>
/// Reads a safetensors file: an eight-byte length, a JSON header, the data. F32, F16 and BF16 are widened;
/// an I8 matrix <c>X</c> is multiplied by the scales beside it, <c>X_scale</c> (one for the whole or one for each row).
/// </summary>
sealed class TensorReader
{
    readonly byte[] _file;
    readonly int _start;
    readonly Dictionary<string, (string Type, int[] Shape, int Begin, int End)> _entries = [];

    public TensorReader(string path)
    {
        _file = File.ReadAllBytes(path);
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(_file));
        _start = 8 + header;
        using JsonDocument json = JsonDocument.Parse(_file.AsMemory(8, header));
        foreach (JsonProperty entry in json.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
                continue;
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            _entries.Add(entry.Name, (entry.Value.GetProperty("dtype").GetString()!, shape, offsets[0].GetInt32(), offsets[1].GetInt32()));
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>The tensor, or null where the file has none of that name.</summary>
    public Tensor? Find(string name) => Has(name) ? Get(name) : null;

    public Tensor Get(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException($"The weights have no tensor '{name}'.");
        int count = entry.Shape.Aggregate(1, (a, b) => a * b);
        int rows = entry.Shape.Length == 0 ? 1 : entry.Shape[0];
        ReadOnlySpan<byte> bytes = _file.AsSpan(_start + entry.Begin, entry.End - entry.Begin);
        var values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Element(name, entry.Type, bytes, i);

        if (entry.Type == "I8")
        {
            double[] scales = Get(name + "_scale").Values;
            for (int i = 0; i < count; i++)
                values[i] *= scales[scales.Length == 1 ? 0 : i / (count / rows)];
        }
        return new(name, rows, rows == 0 ? entry.Shape[^1] : count / rows, values);
    }

    static double Element(string name, string type, ReadOnlySpan<byte> bytes, int i) => type switch
    {
        "F64" => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
        "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
        "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
        "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
        "I8" => (sbyte)bytes[i],
        _ => throw new NotSupportedException($"'{name}' is stored as {type}."),
    };
}

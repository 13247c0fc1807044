using System.Text;
using System.Text.Json.Nodes;

namespace Winnow.Tests.Oracle;

/// <summary>
/// Writes a safetensors file, rounding to the stored type. In an I8 file every matrix of more than one row becomes
/// <c>round(w / scale)</c> in -127..127 with an F32 scale for each row in <c>X_scale</c>; the rest stays F32, as do the tensors of an interaction head.
/// </summary>
static class TensorWriter
{
    /// <summary>Writes the tensors and, where it is named, an int64 buffer [1, count] of 0, 1, 2 and so on.</summary>
    public static void Write(string path, IEnumerable<Tensor> tensors, WeightType type, (string Name, int Count)? positionIds = null)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        using var data = new MemoryStream();
        foreach (Tensor tensor in tensors)
        {
            // Not a vector, whatever its sizes, and never rounded.
            if (tensor.Name == "interaction.gate")
            {
                Append(header, data, tensor.Name, "F32", [tensor.Rows, tensor.Columns], [.. tensor.Values.SelectMany(v => Bytes(v, WeightType.F32))]);
            }
            else if (type != WeightType.I8)
            {
                Append(header, data, tensor.Name, $"{type}", Shape(tensor), [.. tensor.Values.SelectMany(v => Bytes(v, type))]);
            }
            else if (tensor.Rows == 1 || tensor.Columns == 1)
            {
                Append(header, data, tensor.Name, "F32", Shape(tensor), [.. tensor.Values.SelectMany(v => Bytes(v, WeightType.F32))]);
            }
            else
            {
                float[] scales = [.. Enumerable.Range(0, tensor.Rows).Select(r => (float)Math.Max(tensor.Row(r).Max(Math.Abs) / 127, 1e-12))];
                byte[] values = [.. tensor.Values.Select((v, i) => (byte)(sbyte)Math.Clamp(Math.Round(v / scales[i / tensor.Columns]), -127, 127))];
                Append(header, data, tensor.Name, "I8", Shape(tensor), values);
                Append(header, data, tensor.Name + "_scale", "F32", [tensor.Rows, 1], [.. scales.SelectMany(BitConverter.GetBytes)]);
            }
        }

        if (positionIds is var (buffer, count))
            Append(header, data, buffer, "I64", [1, count], [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((long)i))]);

        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream file = File.Create(path);
        int padding = -json.Length & 7;
        file.Write(BitConverter.GetBytes((ulong)(json.Length + padding)));
        file.Write(json);
        file.Write(Encoding.UTF8.GetBytes(new string(' ', padding)));
        data.WriteTo(file);
    }

    static void Append(JsonObject header, MemoryStream data, string name, string type, int[] shape, byte[] bytes)
    {
        long begin = data.Length;
        data.Write(bytes);
        header[name] = new JsonObject
        {
            ["dtype"] = type,
            ["shape"] = new JsonArray([.. shape.Select(s => JsonValue.Create(s))]),
            ["data_offsets"] = new JsonArray(begin, data.Length),
        };
    }

    /// <summary>Vectors, which have one column here, have one dimension in the file.</summary>
    static int[] Shape(Tensor tensor) => tensor.Columns == 1 ? [tensor.Rows] : [tensor.Rows, tensor.Columns];

    static byte[] Bytes(double value, WeightType type) => type switch
    {
        WeightType.F32 => BitConverter.GetBytes((float)value),
        WeightType.F16 => BitConverter.GetBytes((Half)value),
        WeightType.BF16 => BitConverter.GetBytes(ToBFloat16((float)value)),
        _ => throw new NotSupportedException($"A single value is not written as {type}."),
    };

    /// <summary>The upper half of the float's bits, rounded to the nearest and to even where it lies between.</summary>
    static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

using System.Buffers.Binary;
using System.Text;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

/// <summary>Thousands of damaged files: each is refused by a message, or opens and every tensor in it can be read or is refused.</summary>
public sealed class CorruptFileTests : IDisposable
{
    const int Rounds = 6000;

    static readonly string[] Numbers = ["0", "-1", "1", "4294967296", "9223372036854775807", "18446744073709551615", "1e9", "0.5", "99999999999999999999999", "null", "[]", "\"\""];
    static readonly string[] Types = ["BOOL", "F4", "F6_E2M3", "U8", "I8", "F8_E4M3", "F16", "BF16", "F32", "F64", "C64", "F31", ""];

    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Open_MutatedFile_IsReadOrRefused()
    {
        _fixture.Write(
            "valid",
            WeightFixture.Single("a.weight", [2, 3], 1, 2, 3, 4, 5, 6),
            WeightFixture.Int8("q.weight", [2, 2], 1, 2, 3, 4),
            WeightFixture.Single("q.weight_scale", [2, 1], 0.5f, 2),
            WeightFixture.Of("h", TensorType.F16, 3),
            WeightFixture.Of("position_ids", TensorType.I64, 1, 2),
            WeightFixture.Single("scalar", [], 1),
            WeightFixture.Of("none", TensorType.BF16, 0));
        byte[] valid = File.ReadAllBytes(_fixture.At("valid"));
        int opened = 0, refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            byte[] file = valid;
            for (int times = random.Next(1, 4); times > 0; times--)
                file = Mutate(random, file);
            File.WriteAllBytes(_fixture.At("model.safetensors"), file);
            try
            {
                if (TryReadAll())
                    opened++;
                else
                    refused++;
            }
            catch (Exception error) when (error is not WinnowException)
            {
                Assert.Fail($"round {round}: {error}");
            }
        }

        // Both kinds must be there, or the mutations test nothing.
        Assert.InRange(opened, Rounds / 20, Rounds);
        Assert.InRange(refused, Rounds / 2, Rounds);
    }

    [Fact]
    public void Open_MutatedIndex_IsReadOrRefused()
    {
        _fixture.Write("s1.safetensors", WeightFixture.Single("a", [1], 1));
        _fixture.Write("s2.safetensors", WeightFixture.Single("b", [1], 1));
        byte[] valid = Encoding.UTF8.GetBytes("""{"metadata":{"total_size":8},"weight_map":{"a":"s1.safetensors","b":"s2.safetensors"}}""");
        for (int round = 0; round < 1000; round++)
        {
            var random = new Random(round);
            byte[] index = [.. valid];
            for (int times = random.Next(1, 4); times > 0; times--)
                index[random.Next(index.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0)
                index = index[..random.Next(index.Length)];
            File.WriteAllBytes(_fixture.At("model.safetensors.index.json"), index);
            try
            {
                TryReadAll();
            }
            catch (Exception error) when (error is not WinnowException)
            {
                Assert.Fail($"round {round}: {error}");
            }
        }
    }

    bool TryReadAll()
    {
        ModelWeights weights;
        try
        {
            weights = ModelWeights.Open(_fixture.Folder);
        }
        catch (WinnowException)
        {
            return false;
        }

        using (weights)
        {
            foreach ((string name, TensorInfo tensor) in weights.Tensors)
            {
                Assert.Equal(tensor.Length, weights.GetBytes(name).Length);
                try
                {
                    float[] values = new float[tensor.ElementCount];
                    weights.Read(name, [.. tensor.Shape.Select(size => (int)Math.Min(size, int.MaxValue))], values);
                    Assert.All(values, value => Assert.True(float.IsFinite(value)));
                }
                catch (WinnowException)
                {
                    // Refused with a message, as it should be.
                }
            }
        }

        return true;
    }

    static byte[] Mutate(Random random, byte[] file)
    {
        if (file.Length < 16)
            return [.. file, (byte)random.Next(256)];
        int headerEnd = (int)Math.Clamp(8 + BinaryPrimitives.ReadInt64LittleEndian(file), 9, file.Length);
        string header = Encoding.Latin1.GetString(file, 8, headerEnd - 8);
        int at = random.Next(header.Length);
        byte[] copy = [.. file];
        switch (random.Next(12))
        {
            case 0:
                copy[random.Next(8)] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                copy[8 + at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 2:
                return file[..random.Next(file.Length)];
            case 3:
                return [.. file[..at], (byte)random.Next(256), .. file[at..]];
            case 4:
                copy[headerEnd - 1 + random.Next(copy.Length - headerEnd + 1)] = (byte)random.Next(256);
                return copy;
            case 5:
                return Replace(file, headerEnd, SwapDigit(random, header));
            case 6:
                return Replace(file, headerEnd, ReplaceNumber(header, at, Numbers[random.Next(Numbers.Length)]));
            case 7:
                return Replace(file, headerEnd, ReplaceType(header, at, Types[random.Next(Types.Length)]));
            case 8:
                return Replace(file, headerEnd, DuplicateEntry(header, at));
            case 9:
                return Replace(file, headerEnd, header.Insert(at, new string("[]{}\",:"[random.Next(7)], random.Next(1, 100))));
            case 10:
                return Replace(file, headerEnd, header.Remove(at, Math.Min(random.Next(1, 9), header.Length - at)));
            default:
                return Replace(file, headerEnd, header.TrimEnd() + new string(' ', random.Next(40)));
        }
    }

    /// <summary>Puts another header in place, with the right length, so that the parser behind the length check is reached.</summary>
    static byte[] Replace(byte[] file, int headerEnd, string header)
    {
        byte[] bytes = [.. new byte[8], .. Encoding.Latin1.GetBytes(header), .. file[headerEnd..]];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        return bytes;
    }

    static string SwapDigit(Random random, string header)
    {
        int at = header.IndexOfAny([.. "0123456789"], random.Next(header.Length));
        return at < 0 ? header : header.Remove(at, 1).Insert(at, random.Next(10).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    static string ReplaceNumber(string header, int from, string number)
    {
        int start = header.IndexOfAny([.. "0123456789"], from);
        if (start < 0)
            return header;
        int end = start;
        while (end < header.Length && char.IsAsciiDigit(header[end]))
            end++;
        return header.Remove(start, end - start).Insert(start, number);
    }

    static string ReplaceType(string header, int from, string type)
    {
        int start = header.IndexOf("\"dtype\":\"", from, StringComparison.Ordinal);
        int end = start < 0 ? -1 : header.IndexOf('"', start + 9);
        return end < 0 ? header : header.Remove(start + 9, end - start - 9).Insert(start + 9, type);
    }

    static string DuplicateEntry(string header, int from)
    {
        int start = header.IndexOf("},\"", from, StringComparison.Ordinal);
        int end = start < 0 ? -1 : header.IndexOf('}', start + 1);
        return end < 0 ? header : header.Insert(end + 1, header[(start + 1)..(end + 1)]);
    }
}

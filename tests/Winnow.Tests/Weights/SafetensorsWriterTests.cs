using System.Buffers.Binary;
using CsCheck;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    // A fixed stream, so that every run sees the same cases.
    const string Seed = "0000KtG3bIf2";

    static readonly Gen<TensorType> GenType = Gen.OneOf(Enum.GetValues<TensorType>());

    static readonly Gen<string> GenText = Gen.Frequency(
        (3, Gen.String[Gen.Char["abc.weight_"], 0, 12]),
        (1, Gen.String[Gen.Char['\0', '\uD7FF'], 0, 6]),
        (1, Gen.OneOf("", "\"\\/\b\f\n\r\t\u0001", "\u2028\uFFFF\uFEFF", "😀𝐀", "İıſ", "e\u0301", "__metadata", "{}[]:,", "重み")));

    static readonly Gen<(string Name, TensorType Type, long[] Shape)[]> GenTensors = Gen.Select(GenText, GenType, Gen.Long[0, 5].Array[0, 4]).Array[0, 12];

    static readonly Gen<(string, string)[]> GenMetadata = Gen.Select(GenText, GenText).Array[0, 5];

    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Write_AnyTensors_AreReadBackEqual()
    {
        var pcg = PCG.Parse(Seed);
        for (int round = 0; round < 200; round++)
        {
            var tensors = new Dictionary<string, (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)>();
            foreach ((string name, TensorType type, long[] shape) in GenTensors.Generate(pcg, null, out _))
            {
                if (type.TryGetByteLength(shape, out long length))
                    tensors[name] = (name, type, shape, Gen.Byte.Array[(int)length].Generate(pcg, null, out _));
            }

            Dictionary<string, string> metadata = GenMetadata.Generate(pcg, null, out _).DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2);
            string path = _fixture.At("a.safetensors");
            SafetensorsWriter.Write(path, tensors.Values, metadata);
            byte[] bytes = File.ReadAllBytes(path);
            SafetensorsWriter.Write(path, tensors.Values.Reverse(), metadata.Reverse().ToDictionary());
            Assert.Equal(bytes, File.ReadAllBytes(path));
            Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);

            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.Equal(metadata, file.Metadata.ToDictionary());
            Assert.Equal(tensors.Count, file.Tensors.Count);
            foreach ((string name, TensorType type, long[] shape, ReadOnlyMemory<byte> data) in tensors.Values)
            {
                TensorInfo tensor = file.Tensors[name];
                Assert.Equal(type, tensor.Type);
                Assert.Equal(shape, tensor.Shape);
                Assert.True(data.Span.SequenceEqual(file.GetBytes(tensor)));
                Assert.Equal(0, tensor.Length == 0 ? 0 : tensor.Offset % Math.Max(1, type.BitSize() / 8));
            }
        }
    }

    [Fact]
    public void TryParse_EveryType_HasItsName()
    {
        foreach (TensorType type in Enum.GetValues<TensorType>())
        {
            Assert.True(TensorTypes.TryParse(type.Name(), out TensorType parsed));
            Assert.Equal(type, parsed);
            Assert.Contains(type.Name(), TensorTypes.AllNames.Split(", "));
        }

        Assert.False(TensorTypes.TryParse("f32", out _));
    }

    [Fact]
    public void Write_KnownTensors_GivesTheseBytes()
    {
        _fixture.Write("a", WeightFixture.Int8("b", [1], -1), WeightFixture.Single("a", [], 1f));
        byte[] expected =
        [
            112, 0, 0, 0, 0, 0, 0, 0,
            .. """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[1],"data_offsets":[4,5]}}"""u8,
        ];
        byte[] bytes = File.ReadAllBytes(_fixture.At("a"));
        Assert.Equal(expected[8..], bytes[8..expected.Length]);
        Assert.Equal([0, 0, 0x80, 0x3F, 0xFF], bytes[^5..]);
        Assert.Equal(0, (bytes.Length - 5) % 8);
    }

    [Fact]
    public void Write_ExistingFile_IsReplacedAndNothingElseIsLeft()
    {
        File.WriteAllText(_fixture.At("a"), "old");
        _fixture.Write("a", WeightFixture.Single("x", [1], 1f));
        Assert.Equal([_fixture.At("a")], Directory.GetFileSystemEntries(_fixture.Folder));
        SafetensorsFile.Open(_fixture.At("a")).Dispose();
    }

    [Fact]
    public void Write_WhileTheOldFileIsOpen_LeavesItsBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows refuses to replace a mapped file.");
        _fixture.Write("a", WeightFixture.Single("x", [1], 1f));
        using SafetensorsFile old = SafetensorsFile.Open(_fixture.At("a"));
        _fixture.Write("a", WeightFixture.Single("x", [1], 2f));
        Assert.Equal(1f, BinaryPrimitives.ReadSingleLittleEndian(old.GetBytes(old.Tensors["x"])));
    }

    [Fact]
    public void Write_ImpossiblePlace_IsRefusedAndNothingIsLeft()
    {
        Directory.CreateDirectory(_fixture.At("folder"));
        foreach (string name in new[] { "missing/a", "folder" })
        {
            string message = Assert.Throws<WinnowException>(() => _fixture.Write(name, WeightFixture.Single("x", [1], 1f))).Message;
            Assert.Contains("cannot be written", message, StringComparison.Ordinal);
        }

        Assert.Equal([_fixture.At("folder")], Directory.GetFileSystemEntries(_fixture.Folder));
    }

    [Fact]
    public void Write_BadArguments_Throw()
    {
        (string, TensorType, long[], ReadOnlyMemory<byte>) good = WeightFixture.Single("x", [1], 1f);
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", good, good));
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", ("x", TensorType.F32, [2], new byte[4])));
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", ("x", TensorType.F32, [-1], new byte[4])));
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", ("x", TensorType.F4, [1], new byte[1])));
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", ("x\uD800", TensorType.F32, [1], new byte[4])));
        Assert.Throws<ArgumentException>(() => _fixture.Write("a", ("__metadata__", TensorType.F32, [1], new byte[4])));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_fixture.At("a"), [good], new Dictionary<string, string> { ["k"] = "\uDC00" }));
        Assert.Empty(Directory.GetFileSystemEntries(_fixture.Folder));
    }
}

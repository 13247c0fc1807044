using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

/// <summary>A temporary folder, and ways to put sound and unsound weight files into it.</summary>
sealed class WeightFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("winnow-weights-").FullName;

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file from a header as it stands and a number of data bytes.</summary>
    public string WriteRaw(string header, int dataLength, string name = "model.safetensors") => WriteRaw(Encoding.UTF8.GetBytes(header), dataLength, name);

    public string WriteRaw(byte[] header, int dataLength, string name = "model.safetensors")
    {
        byte[] file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        File.WriteAllBytes(At(name), file);
        return At(name);
    }

    public void Write(string name, params (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)[] tensors) => SafetensorsWriter.Write(At(name), tensors);

    public static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Single(string name, long[] shape, params float[] values) =>
        (name, TensorType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Int8(string name, long[] shape, params sbyte[] values) =>
        (name, TensorType.I8, shape, MemoryMarshal.AsBytes<sbyte>(values).ToArray());

    public static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Of(string name, TensorType type, params long[] shape)
    {
        Assert.True(type.TryGetByteLength(shape, out long length));
        return (name, type, shape, new byte[length]);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The root of the repository, found from where the tests run.</summary>
    public static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests must run inside the repository.");
    }
}

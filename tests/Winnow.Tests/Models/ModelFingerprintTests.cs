using Winnow.Models;
using Winnow.Weights;

namespace Winnow.Tests.Models;

/// <summary>What a fingerprint of a folder sees of its files.</summary>
public sealed class ModelFingerprintTests : IDisposable
{
    const int Large = 3 << 20;

    readonly string _folder = Directory.CreateTempSubdirectory("winnow-fingerprint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compute_SameFiles_SameAgainAndOtherWithOtherSettings()
    {
        Write(new byte[100], new byte[Large]);
        Assert.Equal(Compute(), Compute());
        Assert.NotEqual(Compute(), ModelFingerprint.Compute(_folder, "other"));
    }

    [Fact]
    public void Compute_AnyByteOfASmallTensor_Differs()
    {
        var seen = new HashSet<string>();
        for (int place = 0; place < 100; place++)
        {
            byte[] small = new byte[100];
            small[place] = 1;
            Write(small, new byte[Large]);
            Assert.True(seen.Add(Compute()), $"byte {place}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Large - 1)]
    public void Compute_EndsOfALargeTensor_Differ(int place)
    {
        Write(new byte[100], new byte[Large]);
        string before = Compute();
        byte[] large = new byte[Large];
        large[place] = 1;
        Write(new byte[100], large);
        Assert.NotEqual(before, Compute());
    }

    [Fact]
    public void Compute_JsonChanged_Differs()
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, "{}");
        string before = Compute();
        File.WriteAllText(path, "[]");
        Assert.NotEqual(before, Compute());
    }

    [Fact]
    public void Compute_FileThatIsNoSafetensors_CountsByItsLength()
    {
        string path = Path.Combine(_folder, "left-over.safetensors");
        File.WriteAllText(path, "version 1");
        string before = Compute();
        File.WriteAllText(path, "version 2, longer");
        Assert.NotEqual(before, Compute());
    }

    string Compute() => ModelFingerprint.Compute(_folder, "settings");

    void Write(byte[] small, byte[] large) => SafetensorsWriter.Write(
        Path.Combine(_folder, "model.safetensors"),
        [("head.bias", TensorType.I8, [small.Length], small), ("layer.weight", TensorType.I8, [large.Length], large)]);
}

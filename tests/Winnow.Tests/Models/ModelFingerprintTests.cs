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
            Write(small, new byte[1]);
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

    [Theory]
    [InlineData("config.json", "{}", "[]")]
    [InlineData("left-over.safetensors", "version 1", "version 2")]
    public void Compute_OtherContent_Differs(string file, string before, string after)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllText(path, before);
        string fingerprint = Compute();
        File.WriteAllText(path, after);
        Assert.NotEqual(fingerprint, Compute());
    }

    string Compute() => ModelFingerprint.Compute(_folder, "settings");

    void Write(byte[] small, byte[] large) => SafetensorsWriter.Write(
        Path.Combine(_folder, "model.safetensors"),
        [("head.bias", TensorType.I8, [small.Length], small), ("layer.weight", TensorType.I8, [large.Length], large)]);
}

using System.Diagnostics;
using System.Text;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Open_ValidFile_GivesTensorsMetadataAndBytes()
    {
        string path = _fixture.WriteRaw("""
            {"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[],"data_offsets":[4,12]},"a":{"shape":[2],"extra":{"x":[1]},"data_offsets":[0,4],"dtype":"F16"},
            "none":{"dtype":"F32","shape":[3,0,5],"data_offsets":[4,4]}}   
            """, 12);

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(path, file.Path);
        Assert.Equal("pt", Assert.Single(file.Metadata).Value);
        Assert.Equal(3, file.Tensors.Count);
        Assert.Equal(new TensorInfo("a", TensorType.F16, [2], 0, 4), file.Tensors["a"]);
        Assert.Equal(1, file.Tensors["b"].ElementCount);
        Assert.Equal(8, file.GetBytes(file.Tensors["b"]).Length);
        Assert.Equal(3, file.GetBytes(file.Tensors["b"], 5, 3).Length);
        Assert.Equal(0, file.GetBytes(file.Tensors["none"]).Length);
        Assert.Equal("none F32 [3,0,5]", file.Tensors["none"].ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{}       ")]
    [InlineData("{\"__metadata__\":null}")]
    [InlineData("{\"__metadata__\":{}}")]
    public void Open_NoTensors_IsLegal(string header)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_fixture.WriteRaw(header, 0));
        Assert.Empty(file.Tensors);
    }

    [Theory]
    [InlineData("{'dtype':'F32','shape':[2],'data_offsets':[0,4]}", 4, "takes 4 bytes by its data_offsets [0,4], but its shape [2] of F32 needs 8")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[4,0]}", 4, "ends at byte 0, before its beginning at byte 4")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0,4]}", 3, "cut short: the header describes 4 bytes of data, and 3 are there")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0,4]}", 5, "describes 4 bytes of data, but 5 are there")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[1,5]}", 5, "leaves a hole behind byte 0")]
    [InlineData("{'dtype':'F33','shape':[1],'data_offsets':[0,4]}", 4, "unknown dtype \"F33\". Known are BOOL")]
    [InlineData("{'dtype':'f32','shape':[1],'data_offsets':[0,4]}", 4, "unknown dtype \"f32\"")]
    [InlineData("{'dtype':5,'shape':[1],'data_offsets':[0,4]}", 4, "\"dtype\" that is not a string")]
    [InlineData("{'dtype':'F32','shape':1,'data_offsets':[0,4]}", 4, "\"shape\" that is not an array")]
    [InlineData("{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[-0],'data_offsets':[0,0]}", 0, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[1e0],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[[1]],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[18446744073709551616],'data_offsets':[0,4]}", 4, "\"shape\" with an entry that is not a whole number")]
    [InlineData("{'dtype':'F32','shape':[9223372036854775807],'data_offsets':[0,4]}", 4, "too large or does not fill whole bytes")]
    [InlineData("{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}", 0, "too large or does not fill whole bytes")]
    [InlineData("{'dtype':'F32','shape':[4611686018427387905],'data_offsets':[0,4]}", 4, "too large or does not fill whole bytes")]
    [InlineData("{'dtype':'F4','shape':[3],'data_offsets':[0,2]}", 2, "too large or does not fill whole bytes")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0]}", 4, "\"data_offsets\" of 1 numbers")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}", 4, "\"data_offsets\" of more than 2 numbers")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0,4],'shape':[1]}", 4, "has the key \"shape\" twice")]
    [InlineData("{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}", 4, "has the key \"dtype\" twice")]
    [InlineData("{'dtype':'F32','shape':[1],'data_offsets':[0,4],'data_offsets':[0,4]}", 4, "has the key \"data_offsets\" twice")]
    [InlineData("{'shape':[1],'data_offsets':[0,4]}", 4, "has no \"dtype\"")]
    [InlineData("{'dtype':'F32','data_offsets':[0,4]}", 4, "has no \"shape\"")]
    [InlineData("{'dtype':'F32','shape':[1]}", 4, "has no \"data_offsets\"")]
    [InlineData("['F32',[1],[0,4]]", 4, "is not described by an object")]
    public void Open_BadTensor_IsRefusedByName(string tensor, int dataLength, string expected)
    {
        string path = _fixture.WriteRaw($$"""{"the.weight":{{tensor.Replace('\'', '"')}}}""", dataLength);
        string message = AssertRefused(path, expected);
        if (!expected.Contains("are there", StringComparison.Ordinal))
            Assert.Contains("\"the.weight\"", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "does not start with '{'")]
    [InlineData(" {}", "does not start with '{'")]
    [InlineData("[]", "does not start with '{'")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}x", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",}}", "not valid JSON")]
    [InlineData("{\"a\":/**/{}}", "not valid JSON")]
    [InlineData("{\"a\":1}", "is not described by an object")]
    [InlineData("{\"\\ud800\":{}}", "a tensor's name is not valid Unicode")]
    [InlineData("{\"__metadata__\":[]}", "\"__metadata__\" is not an object of strings")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "the value of \"a\" in \"__metadata__\" is not a string")]
    [InlineData("{\"__metadata__\":{\"a\":null}}", "the value of \"a\" in \"__metadata__\" is not a string")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"\\u0061\":\"2\"}}", "has the key \"a\" twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "has the key \"__metadata__\" twice")]
    public void Open_BadHeader_IsRefused(string header, string expected) => AssertRefused(_fixture.WriteRaw(header, 0), expected);

    [Fact]
    public void Open_SameTensorTwice_IsRefused()
    {
        const string Tensor = """{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""";
        AssertRefused(_fixture.WriteRaw($$"""{"a":{{Tensor}},"\u0061":{{Tensor}}}""", 0), "the header has the tensor \"a\" twice");
    }

    [Theory]
    [InlineData(0, 4, 3, 7, "begins at byte 3 of the data, inside tensor \"a\"")]
    [InlineData(0, 4, 0, 4, "begins at byte 0 of the data, inside tensor")]
    [InlineData(0, 4, 5, 9, "leaves a hole behind byte 4")]
    public void Open_HoleOrOverlap_IsRefused(int beginA, int endA, int beginB, int endB, string expected)
    {
        string path = _fixture.WriteRaw(
            $$$"""{"b":{"dtype":"I8","shape":[4],"data_offsets":[{{{beginB}}},{{{endB}}}]},"a":{"dtype":"I8","shape":[4],"data_offsets":[{{{beginA}}},{{{endA}}}]}}""", Math.Max(endA, endB));
        AssertRefused(path, expected);
    }

    [Fact]
    public void Open_NestingWithoutEnd_IsRefused() =>
        AssertRefused(_fixture.WriteRaw("{\"a\":{\"x\":" + new string('[', 1_000_000), 0), "not valid JSON");

    [Fact]
    public void Open_TooManyDimensions_IsRefused() =>
        AssertRefused(_fixture.WriteRaw($$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(0, 65))}}}],"data_offsets":[0,0]}}""", 0), "of more than 64 numbers");

    [Fact]
    public void Open_InvalidUtf8_IsRefused() => AssertRefused(_fixture.WriteRaw([(byte)'{', (byte)'"', 0xC0, 0x80, (byte)'"', (byte)'}'], 0), "not valid UTF-8");

    [Theory]
    [InlineData(100_000_001L)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    public void Open_HeaderOverLimit_IsRefused(long length)
    {
        File.WriteAllBytes(_fixture.At("a"), [.. BitConverter.GetBytes(length), .. new byte[100]]);
        AssertRefused(_fixture.At("a"), $"state a header of {(ulong)length} bytes, more than the 100,000,000 allowed");
    }

    [Fact]
    public void Open_HeaderBeyondEnd_IsRefused()
    {
        File.WriteAllBytes(_fixture.At("a"), [.. BitConverter.GetBytes(11L), .. new byte[10]]);
        AssertRefused(_fixture.At("a"), "cut short: its header should have 11 bytes, and only 10 are there");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("1234567", "only 7 bytes")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull")]
    [InlineData("PK\u0003\u0004 and then a pickle of PyTorch", "zip archive")]
    [InlineData("GGUF\u0003\0\0\0aaaaaaa", "GGUF")]
    [InlineData("<!DOCTYPE html><html></html>", "web page")]
    public void Open_OtherContent_SaysWhatItIs(string content, string expected)
    {
        File.WriteAllText(_fixture.At("a"), content, new UTF8Encoding(false));
        AssertRefused(_fixture.At("a"), expected);
    }

    [Fact]
    public void Open_FolderOrNothing_IsRefused()
    {
        AssertRefused(_fixture.Folder, "this is a folder");
        AssertRefused(_fixture.At("missing"), "there is no such file");
        AssertRefused(_fixture.At("missing/missing"), "there is no such file");
        Assert.Contains("cannot be read", Assert.Throws<WinnowException>(() => SafetensorsFile.Open("a\0b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoPermission_IsRefused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "This user may read every file.");
        string path = _fixture.WriteRaw("{}", 0);
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no file modes.");
        else
            File.SetUnixFileMode(path, UnixFileMode.None);
        AssertRefused(path, "Check that it exists and that you may read it");
    }

    [Fact]
    public async Task Open_Pipe_IsRefusedWithoutWaiting()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using (var mkfifo = Process.Start("mkfifo", _fixture.At("pipe")))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.Run(() => AssertRefused(_fixture.At("pipe"), "the file is empty"), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Open_EveryTruncation_IsRefused()
    {
        string path = _fixture.WriteRaw("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        byte[] file = File.ReadAllBytes(path);
        for (int length = 0; length < file.Length; length++)
        {
            File.WriteAllBytes(path, file[..length]);
            Assert.Throws<WinnowException>(() => SafetensorsFile.Open(path));
        }
    }

    [Fact]
    public void GetBytes_OutsideOfFileOrTensor_IsRefused()
    {
        using SafetensorsFile file = SafetensorsFile.Open(_fixture.WriteRaw("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8));
        TensorInfo tensor = file.Tensors["a"];
        Assert.Throws<ArgumentOutOfRangeException>(() => { file.GetBytes(tensor, 0, 9); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { file.GetBytes(tensor, -1, 1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { file.GetBytes(tensor, 9, 0); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { file.GetBytes(tensor, long.MaxValue, 1); });
        foreach ((long offset, long length) in new[] { (1L, 8L), (-1L, 8L), (9L, 0L), (0L, 9L), (long.MaxValue, 4L) })
            Assert.Throws<WinnowException>(() => { file.GetBytes(tensor with { Offset = offset, Length = length }); });
        Assert.Throws<WinnowException>(() => { file.GetBytes(tensor with { Length = long.MinValue }, 1, 1); });
        Assert.Contains("Read it in parts", Assert.Throws<WinnowException>(() => { file.GetBytes(tensor with { Length = 1L << 31 }); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetBytes_AfterDispose_Throws()
    {
        SafetensorsFile file = SafetensorsFile.Open(_fixture.WriteRaw("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { file.GetBytes(file.Tensors["a"]); });
    }

    [Fact]
    public void Open_TensorOverTwoGibibytes_IsReadInParts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files are sparse only where the file system makes them so.");
        const long Length = (1L << 31) + 16;
        string path = _fixture.WriteRaw($$$"""{"a":{"dtype":"U8","shape":[{{{Length}}}],"data_offsets":[0,{{{Length}}}]}}""", 0);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(stream.Length + Length);
            stream.Position = stream.Length - 1;
            stream.WriteByte(77);
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        TensorInfo tensor = file.Tensors["a"];
        Assert.Throws<WinnowException>(() => { file.GetBytes(tensor); });
        Assert.Equal([0, 77], file.GetBytes(tensor, Length - 2, 2).ToArray());
    }

    [Fact]
    public void Open_HostileName_IsQuotedShortAndWithoutControls()
    {
        string message = AssertRefused(_fixture.WriteRaw($$"""{"\n\u001b{{new string('x', 5000)}}":1}""", 0), "??xxx");
        Assert.True(message.Length < 600, message);
    }

    static string AssertRefused(string path, string expected)
    {
        string message = Assert.Throws<WinnowException>(() => SafetensorsFile.Open(path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        return message;
    }
}

using Winnow.Training.Native;

namespace Winnow.Training.Tests.Native;

public class SymbolVersionsTests
{
    [Fact]
    public void MakeWeak_NoLibrary_Throws() =>
        Assert.Throws<InvalidDataException>(() => SymbolVersions.MakeWeak("#!/bin/sh"u8.ToArray(), "GLIBCXX_3.4.32"));

    [Fact]
    public void MakeWeak_CutLibrary_Throws()
    {
        byte[] library = new byte[80];
        "\u007fELF\u0002\u0001"u8.CopyTo(library);
        library[0x28] = 70;
        library[0x3A] = 64;
        library[0x3C] = 9;

        Assert.Throws<InvalidDataException>(() => SymbolVersions.MakeWeak(library, "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void MakeWeak_Bindings_MarksOneEntryAndNoOther()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "TorchSharp's Linux library is only beside the tests on Linux.");
        byte[] library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));
        byte[] changed = [.. library];

        Assert.True(SymbolVersions.MakeWeak(changed, "GLIBCXX_3.4.32"));
        Assert.False(SymbolVersions.MakeWeak([.. library], "GLIBCXX_9.9.99"));

        int[] different = [.. Enumerable.Range(0, library.Length).Where(i => library[i] != changed[i])];
        Assert.Single(different);
        Assert.Equal(library[different[0]] | 2, changed[different[0]]);
    }
}

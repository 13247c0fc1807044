using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace Winnow.Training.Native;

/// <summary>Loads libtorch, which is too large to come with every copy of the tool, before anything else touches it.</summary>
/// <remarks>
/// TorchSharp's native half asks for a version of the C++ runtime, GLIBCXX_3.4.32, of which it uses no symbol. Where the system's runtime is older (Debian 12 has 3.4.30) and
/// nowhere else, a copy of the library without that demand is made in the user's cache folder and loaded instead. Safe for concurrent use.
/// </remarks>
static class LibTorch
{
    const string Bindings = "libLibTorchSharp.so";
    const string NewerRuntime = "GLIBCXX_3.4.32";

    static readonly Lazy<string> LoadedVersion = new(Load);

    /// <summary>Loads the library, the first time, and gives its version.</summary>
    /// <exception cref="WinnowException">It is not there or cannot be loaded.</exception>
    public static string Version => LoadedVersion.Value;

    static string Load()
    {
        if (OperatingSystem.IsLinux())
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name.Contains("LibTorchSharp", StringComparison.Ordinal) ? LoadForOlderRuntime() : 0;
        try
        {
            return ReadVersion();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException or FileNotFoundException)
        {
            throw new WinnowException(
                "libtorch is missing or cannot be loaded: the packed tool comes without its half gigabyte. Run this from Winnow's repository (dotnet run -c Release --project src/Winnow.Cli -- ...), where the package "
                + "libtorch-cpu brings it along, or put libtorch 2.10 and TorchSharp's native library where this system looks for libraries (PATH, LD_LIBRARY_PATH or DYLD_LIBRARY_PATH). "
                + $"The loader says: {(error.InnerException ?? error).Message}",
                error);
        }
    }

    // Apart, so that the library is first touched inside the try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static string ReadVersion()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        return torch.__version__;
    }

    // Asked when the loader has refused every library of that name. Zero lets TorchSharp say what it looked for.
    static nint LoadForOlderRuntime()
    {
        string? folder = Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, Bindings)) && File.Exists(Path.Combine(folder, "libtorch_cpu.so")));
        if (folder is null)
            return 0;
        byte[] library = File.ReadAllBytes(Path.Combine(folder, Bindings));
        if (!SymbolVersions.MakeWeak(library, NewerRuntime))
            return 0;
        // A library that is loaded already is found by its name, wherever the copy lies.
        foreach (string needed in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            if (!NativeLibrary.TryLoad(Path.Combine(folder, needed), out _))
                return 0;
        }

        return NativeLibrary.TryLoad(Keep(library), out nint handle) ? handle : 0;
    }

    static IEnumerable<string> Folders()
    {
        string program = AppContext.BaseDirectory;
        yield return Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier.EndsWith("arm64", StringComparison.Ordinal) ? "linux-arm64" : "linux-x64", "native");
        yield return program;
        foreach (string folder in (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
    }

    // Named after its bytes, so that two versions of Winnow do not share one copy, and moved into place whole.
    static string Keep(byte[] library)
    {
        string cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        string folder = Path.Combine(cache.Length == 0 ? Path.GetTempPath() : cache, "winnow", "libtorch", Convert.ToHexStringLower(SHA256.HashData(library))[..16]);
        string path = Path.Combine(folder, Bindings);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            string temporary = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(temporary, library);
            File.Move(temporary, path, overwrite: true);
        }

        return path;
    }
}

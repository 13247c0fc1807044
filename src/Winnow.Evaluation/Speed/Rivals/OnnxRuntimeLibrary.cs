using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace Winnow.Evaluation.Speed.Rivals;

/// <summary>ONNX Runtime's native library, which is too large to come with every copy of the tool.</summary>
static class OnnxRuntimeLibrary
{
    /// <summary>Loads the library and gives its version.</summary>
    /// <exception cref="WinnowException">It is not there.</exception>
    public static string Version()
    {
        try
        {
            return Read();
        }
        catch (Exception error) when (IsMissing(error))
        {
            string version = typeof(InferenceSession).Assembly.GetName().Version!.ToString(3);
            throw new WinnowException(
                $"ONNX Runtime's native library is missing: the packed tool comes without it. Run this from Winnow's repository (dotnet run -c Release --project src/Winnow.Cli -- bench ...), "
                + $"where the package Microsoft.ML.OnnxRuntime brings it along, or put the onnxruntime library of version {version} where this system looks for libraries (PATH, LD_LIBRARY_PATH or DYLD_LIBRARY_PATH).",
                error);
        }
    }

    // Apart, so that the types of the library are first touched inside the try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static string Read() => OrtEnv.Instance().GetVersionString();

    // The bindings touch the library in a type initialiser, which wraps the error.
    static bool IsMissing(Exception error) => error is DllNotFoundException or EntryPointNotFoundException || (error is TypeInitializationException && error.InnerException is { } inner && IsMissing(inner));
}

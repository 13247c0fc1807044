namespace Winnow.Cli.Commands;

/// <summary>The engines that <c>winnow bench</c> can compare with.</summary>
enum BenchRival
{
    /// <summary>Microsoft's ONNX Runtime on the processor.</summary>
    OnnxRuntime,
}

using System.Runtime.InteropServices;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Evaluation.Speed.Reports;

/// <summary>What a speed belongs to.</summary>
/// <param name="Processor">The processor as it calls itself.</param>
/// <param name="Cores">The logical processors that the process may use.</param>
/// <param name="Runtime">The .NET runtime with its version.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="Float32Kernel">The kernel of float32 products.</param>
/// <param name="Int8Kernel">The kernel of int8 products.</param>
/// <param name="BFloat16Kernel">The kernel of bfloat16 products.</param>
public sealed record MachineFacts(
    string Processor, int Cores, string Runtime, string OperatingSystem, string Float32Kernel, string Int8Kernel, string BFloat16Kernel)
{
    /// <summary>Gets a name for the machine that can be a folder, for instance <c>AMD-EPYC-9654-16-cores</c>.</summary>
    public string FolderName
    {
        get
        {
            string name = new([.. Processor.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : ' ')]);
            return $"{string.Join('-', name.Split(' ', StringSplitOptions.RemoveEmptyEntries))}-{Cores}-cores";
        }
    }

    /// <summary>Reads the facts of this machine.</summary>
    public static MachineFacts Read() => new(
        ProcessorName.Read(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        MatMulKernels.Best.Name,
        Int8Kernels.Best.Name,
        BFloat16Kernels.Best.Name);
}

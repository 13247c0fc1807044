using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Winnow.Evaluation.Speed.Reports;

/// <summary>What the processor calls itself.</summary>
static class ProcessorName
{
    const string CpuInfo = "/proc/cpuinfo";
    const int HighestLeaf = unchecked((int)0x8000_0000), BrandLeaf = unchecked((int)0x8000_0002), BrandLeaves = 3;

    /// <summary>Reads the name, without marks and clock: as the system shows it, else as the processor says, at least the architecture.</summary>
    public static string Read()
    {
        foreach (string name in (IEnumerable<string>)[FromSystem(), Brand(), RuntimeInformation.ProcessArchitecture.ToString()])
        {
            if (Clean(name) is { Length: > 0 } clean)
                return clean;
        }

        return "unknown processor";
    }

    /// <summary>Takes trademarks, the clock and empty words away.</summary>
    public static string Clean(string name)
    {
        int clock = name.IndexOf('@', StringComparison.Ordinal);
        if (clock >= 0)
            name = name[..clock];
        foreach (string mark in (ReadOnlySpan<string>)["(R)", "(TM)", "(r)", "(tm)", "CPU", "Processor"])
            name = name.Replace(mark, " ", StringComparison.Ordinal);
        return string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    static string FromSystem()
    {
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.OrdinalIgnoreCase))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..] ?? "";
    }

    static string Brand()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(HighestLeaf, 0).Eax < BrandLeaf + BrandLeaves - 1)
            return "";
        Span<int> registers = stackalloc int[4 * BrandLeaves];
        for (int leaf = 0; leaf < BrandLeaves; leaf++)
            (registers[4 * leaf], registers[4 * leaf + 1], registers[4 * leaf + 2], registers[4 * leaf + 3]) = X86Base.CpuId(BrandLeaf + leaf, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).Replace('\0', ' ');
    }
}

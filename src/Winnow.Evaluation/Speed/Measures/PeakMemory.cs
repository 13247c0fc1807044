using System.Diagnostics;
using System.Globalization;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>The most memory that this process has held at once.</summary>
static class PeakMemory
{
    const string StatusFile = "/proc/self/status", HighWaterMark = "VmHWM:";

    /// <summary>Reads it in bytes: the resident set's high-water mark on Linux, the peak working set elsewhere.</summary>
    public static long Read()
    {
        if (File.Exists(StatusFile))
        {
            foreach (string line in File.ReadLines(StatusFile))
            {
                if (line.StartsWith(HighWaterMark, StringComparison.Ordinal))
                    return 1024 * long.Parse(line.AsSpan(HighWaterMark.Length).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
            }
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

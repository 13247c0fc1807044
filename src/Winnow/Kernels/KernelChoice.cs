namespace Winnow.Kernels;

/// <summary>Reads <c>WINNOW_KERNEL</c>, which forces kernels of float32, bfloat16 and int8 alike.</summary>
/// <remarks>
/// The variable holds one or more names, separated by commas. Each side takes the first name that it knows: <c>avx2</c> forces all, <c>avx512vnni</c> only
/// int8, and <c>avx512,avxvnni</c> two sides at once. A side that no name speaks to runs its best kernel. A name that no side knows, or that a side in use
/// knows and this machine cannot run, is an error: a benchmark of the wrong kernel is worse than none.
/// </remarks>
static class KernelChoice
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "WINNOW_KERNEL";

    /// <summary>The names of all float32 kernels, on every machine.</summary>
    public static readonly string[] Float32Names = ["avx512", "avx2", "vector128", "scalar"];

    /// <summary>The names of all bfloat16 kernels, on every machine.</summary>
    public static readonly string[] BFloat16Names = ["avx512bf16", "avx512", "avx2", "vector128", "scalar"];

    /// <summary>The names of all int8 kernels, on every machine.</summary>
    public static readonly string[] Int8Names = ["avx512vnni", "avxvnni", "avx512bw", "avx2", "advsimd", "scalar"];

    /// <summary>Chooses among the kernels of one side.</summary>
    /// <param name="forced">The value of the variable.</param>
    /// <param name="available">The names of those that run here, best first.</param>
    /// <param name="own">The names of all kernels of this side. Those of the other sides are passed over.</param>
    /// <returns>The place of the chosen kernel in <paramref name="available"/>.</returns>
    /// <exception cref="WinnowException">A name is unknown, or not to be had on this machine.</exception>
    public static int Choose(string? forced, IReadOnlyList<string> available, IReadOnlyList<string> own)
    {
        int chosen = -1;
        foreach (string name in (forced ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int index = IndexOf(available, name);
            if (index < 0 && (IndexOf(own, name) >= 0 || !IsKnown(name)))
                throw new WinnowException($"{Variable}={name}: no such kernel on this machine. Unset the variable or use one of: {string.Join(", ", available)}.");
            if (chosen < 0)
                chosen = index;
        }

        return Math.Max(chosen, 0);
    }

    static bool IsKnown(string name) => IndexOf(Float32Names, name) >= 0 || IndexOf(BFloat16Names, name) >= 0 || IndexOf(Int8Names, name) >= 0;

    static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}

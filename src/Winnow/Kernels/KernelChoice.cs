namespace Winnow.Kernels;

/// <summary>Reads <c>WINNOW_KERNEL</c>, which forces kernels of float32 and of int8 alike.</summary>
/// <remarks>
/// The variable holds one or more names, separated by commas. Each side takes the first name that it knows: <c>avx2</c> forces both, <c>avx512vnni</c> only
/// int8, and <c>avx512,avxvnni</c> one each. A side that no name speaks to runs its best kernel. A name that neither side knows, or that this machine cannot
/// run, is an error: a benchmark of the wrong kernel is worse than none.
/// </remarks>
static class KernelChoice
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "WINNOW_KERNEL";

    /// <summary>The names of all float32 kernels, on every machine.</summary>
    public static readonly string[] Float32Names = ["avx512", "avx2", "vector128", "scalar"];

    /// <summary>The names of all int8 kernels, on every machine.</summary>
    public static readonly string[] Int8Names = ["avx512vnni", "avxvnni", "avx512bw", "avx2", "advsimd", "scalar"];

    /// <summary>Chooses among the kernels of one side.</summary>
    /// <param name="forced">The value of the variable.</param>
    /// <param name="available">The names of those that run here, best first.</param>
    /// <param name="otherSide">The names of all kernels of the other side, which are passed over.</param>
    /// <returns>The place of the chosen kernel in <paramref name="available"/>.</returns>
    /// <exception cref="WinnowException">A name is unknown, or not to be had on this machine.</exception>
    public static int Choose(string? forced, IReadOnlyList<string> available, IReadOnlyList<string> otherSide)
    {
        int chosen = -1;
        foreach (string name in (forced ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int index = IndexOf(available, name);
            if (index < 0 && IndexOf(otherSide, name) < 0)
                throw new WinnowException($"{Variable}={name}: no such kernel on this machine. Unset the variable or use one of: {string.Join(", ", available)}.");
            if (chosen < 0)
                chosen = index;
        }

        return Math.Max(chosen, 0);
    }

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

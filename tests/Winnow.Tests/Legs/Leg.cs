using Winnow.Kernels;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Legs;

/// <summary>A run of tests in a process of its own, with one kernel forced or some instructions switched off.</summary>
/// <param name="Variable">The environment variable that does it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Expected">What must then be in force.</param>
sealed record Leg(string Variable, string Value, KernelFacts Expected)
{
    /// <summary>The environment variable that tells the child process what must be in force.</summary>
    public const string ExpectedVariable = "WINNOW_LEG_EXPECTS";

    static readonly string[] Float32Kernels = [.. MatMulKernels.Available.Select(kernel => kernel.Name)];

    static readonly string[] Int8Names = [.. Int8Kernels.Available.Select(kernel => kernel.Name)];

    static readonly string[] Avx512Names = ["avx512", "avx512vnni", "avx512bw"];

    static readonly string[] Avx2Names = ["avx2", "avxvnni"];

    static readonly string[] OtherNames = ["vector128", "advsimd"];

    /// <summary>Gets the legs of this machine: a kernel each, then a switch each that takes something away here.</summary>
    public static IReadOnlyList<Leg> All { get; } = [.. Forced(), .. Switched()];

    /// <summary>Gets the leg's name, which is also how to set it in a shell.</summary>
    public string Name => $"{Variable}={Value}";

    /// <summary>Gets whether int8 products are plain code, which is slower than vectors by two orders of magnitude.</summary>
    public bool IsPlainCode => Expected.Int8 == "scalar";

    /// <summary>Gets whether the leg differs from an ordinary run in the kernels of matrix products, and in nothing else.</summary>
    public bool ChangesKernel => Variable == KernelChoice.Variable && Expected != KernelFacts.InForce;

    static IEnumerable<Leg> Forced() =>
        from name in Float32Kernels.Union(Int8Names)
        select new Leg(
            KernelChoice.Variable,
            name,
            KernelFacts.InForce.Taking(Float32Kernels.Contains(name) ? name : Float32Kernels[0], Int8Names.Contains(name) ? name : Int8Names[0]));

    static IEnumerable<Leg> Switched()
    {
        KernelFacts all = KernelFacts.InForce;
        if (all.HasAvx512)
            yield return Switch("DOTNET_EnableAVX512", all with { HasAvx512 = false }, Avx512Names);
        if (all.HasAvx2)
            yield return Switch("DOTNET_EnableAVX2", all with { HasAvx512 = false, HasAvx2 = false }, [.. Avx512Names, .. Avx2Names]);
        if (all.HasVector128)
        {
            KernelFacts none = all with { HasAvx512 = false, HasAvx2 = false, HasVector128 = false };
            yield return Switch("DOTNET_EnableHWIntrinsic", none, [.. Avx512Names, .. Avx2Names, .. OtherNames]);
        }
    }

    static Leg Switch(string variable, KernelFacts facts, string[] gone) =>
        new(variable, "0", facts.Taking(Float32Kernels.First(name => !gone.Contains(name)), Int8Names.First(name => !gone.Contains(name))));
}

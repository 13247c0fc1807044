using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.DotProducts;

/// <summary>The tiles of one dot product in AVX-512, assembled and ready to be called: a routine for each number of rows and vectors.</summary>
sealed unsafe class AssembledTiles
{
    /// <summary>The columns of a vector.</summary>
    public const int VectorColumns = 16;

    // Leaf 7 of cpuid, ecx; and its sub-leaf 1, eax.
    const int VnniBit = 11;
    const int BFloat16Bit = 5;

    readonly nint[] _routines;

    AssembledTiles(nint code, int[] starts) => _routines = [.. starts.Select(start => code + start)];

    /// <summary>Gets the address of the first routine.</summary>
    internal nint Code => _routines[0];

    // The runtime answers for the operating system and for the user's switches (DOTNET_EnableAVX512=0), cpuid for the instructions.
    static bool IsSupported(DotProduct product) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx512BW.IsSupported
        && ((product == DotProduct.BFloat16 ? X86Base.CpuId(7, 1).Eax >> BFloat16Bit : X86Base.CpuId(7, 0).Ecx >> VnniBit) & 1) != 0;

    /// <summary>Assembles the routines.</summary>
    /// <returns>Them; null where the processor lacks the instructions or the system grants no executable memory.</returns>
    public static AssembledTiles? TryCreate(DotProduct product)
    {
        if (!IsSupported(product))
            return null;
        byte[] bytes = DotAssembler.Assemble(product, OperatingSystem.IsWindows(), out int[] starts);
        nint code = ExecutableMemory.TryCreate(bytes);
        return code == 0 ? null : new AssembledTiles(code, starts);
    }

    /// <summary>Computes a tile.</summary>
    /// <remarks>
    /// A tile takes a microsecond or less, so that the garbage collector need not be told of the call; telling it costs a few percent of the small tiles.
    /// </remarks>
    public void Run(int rows, int columns, DotTile* tile) =>
        ((delegate* unmanaged[SuppressGCTransition]<DotTile*, void>)_routines[DotAssembler.Index(rows, (columns + VectorColumns - 1) / VectorColumns)])(tile);
}

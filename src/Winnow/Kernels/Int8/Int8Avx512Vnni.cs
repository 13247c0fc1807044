using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 8 x 48 in AVX-512 VNNI, assembled when the kernel is first wanted.</summary>
/// <remarks>
/// Of the 32 vector registers 24 hold sums, 3 a group of B and 1 four bytes of A for all lanes. A group loads 11 times for 24 multiply-adds of 64 products
/// each, so that the multiply-add units set the pace. Every number of rows and vectors has a routine of its own; see <see cref="Int8Assembler"/>.
/// </remarks>
sealed unsafe class Int8Avx512Vnni : Int8Kernel
{
    const int Width = 16;

    // Leaf 7 of cpuid, ecx.
    const int VnniBit = 11;

    readonly nint[] _routines;

    Int8Avx512Vnni(nint code, int[] starts) => _routines = [.. starts.Select(start => code + start)];

    public override string Name => "avx512vnni";

    public override int TileRows => Int8Assembler.MaxRows;

    public override int PanelColumns => Int8Assembler.MaxVectors * Width;

    public override int VectorColumns => Width;

    /// <summary>Gets the address of the first routine.</summary>
    internal nint Code => _routines[0];

    // The runtime answers for the operating system and for the user's switches (DOTNET_EnableAVX512=0), cpuid for the instruction.
    static bool IsSupported =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx512BW.IsSupported && (X86Base.CpuId(7, 0).Ecx >> VnniBit & 1) != 0;

    /// <summary>Assembles the kernel.</summary>
    /// <returns>The kernel; null where the processor lacks the instructions or the system grants no executable memory.</returns>
    public static Int8Avx512Vnni? TryCreate()
    {
        if (!IsSupported)
            return null;
        byte[] bytes = Int8Assembler.Assemble(OperatingSystem.IsWindows(), out int[] starts);
        nint code = ExecutableMemory.TryCreate(bytes);
        return code == 0 ? null : new Int8Avx512Vnni(code, starts);
    }

    // A tile takes a microsecond or less, so that the garbage collector need not be told of the call; telling it costs a few percent of the small tiles.
    public override void Tile(int rows, int columns, Int8Tile* tile) =>
        ((delegate* unmanaged[SuppressGCTransition]<Int8Tile*, void>)_routines[Int8Assembler.Index(rows, (columns + Width - 1) / Width)])(tile);
}

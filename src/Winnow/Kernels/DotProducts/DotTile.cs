using System.Runtime.InteropServices;

namespace Winnow.Kernels.DotProducts;

/// <summary>The operands of one tile, in the memory layout that the assembled kernel reads.</summary>
/// <remarks>
/// One pointer to it is the only argument of a kernel: assembled code then differs between the calling conventions only in the register that this pointer
/// arrives in. It lives on the caller's stack; the fields of the weights are set once a panel, the others once a tile.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = SavedOffset + SavedBytes)]
unsafe struct DotTile
{
    public const int AOffset = 0;
    public const int AStrideOffset = 8;
    public const int RowScalesOffset = 16;
    public const int BOffset = 24;
    public const int GroupsOffset = 32;
    public const int StartsOffset = 40;
    public const int ScalesOffset = 48;
    public const int BiasesOffset = 56;
    public const int COffset = 64;
    public const int CStrideOffset = 72;
    public const int RowCentersOffset = 80;
    public const int ColumnSumsOffset = 88;
    public const int AheadOffset = 96;
    public const int SavedOffset = 104;
    public const int SavedVectorsOffset = 112;

    // What Windows asks a function to preserve: a general register, and ten of 16 bytes.
    const int SavedBytes = SavedVectorsOffset - SavedOffset + 160;

    /// <summary>The rows of A: bytes q + 128, 16-bit integers, or bfloat16 numbers. A kernel reads exactly 4 * <see cref="Groups"/> bytes of each.</summary>
    [FieldOffset(AOffset)]
    public byte* A;

    /// <summary>Bytes from one row of A to the next.</summary>
    [FieldOffset(AStrideOffset)]
    public nint AStride;

    /// <summary>The scale of each row of A; not read without <see cref="Scales"/>.</summary>
    [FieldOffset(RowScalesOffset)]
    public float* RowScales;

    /// <summary>The panel of B: for each group of steps of k (four of bytes, two of 16 bits), those of each column side by side.</summary>
    [FieldOffset(BOffset)]
    public sbyte* B;

    /// <summary>The length of the sums in groups of 4 bytes a row.</summary>
    [FieldOffset(GroupsOffset)]
    public nint Groups;

    /// <summary>The start value of each column's sums, rounded up to whole vectors: for bytes -128 times the sum of its weights, for 16-bit integers zeros, for
    /// bfloat16 the bias, as the bits of a float32.</summary>
    [FieldOffset(StartsOffset)]
    public int* Starts;

    /// <summary>The scale of each column, rounded up to whole vectors; null to get the sums themselves, as int32. For bfloat16 it is null: sums are float32.</summary>
    [FieldOffset(ScalesOffset)]
    public float* Scales;

    /// <summary>The addend of each column, rounded up to whole vectors; not read without <see cref="Scales"/>.</summary>
    [FieldOffset(BiasesOffset)]
    public float* Biases;

    /// <summary>The tile.</summary>
    [FieldOffset(COffset)]
    public float* C;

    /// <summary>Elements from one row of the tile to the next.</summary>
    [FieldOffset(CStrideOffset)]
    public nint CStride;

    /// <summary>For bytes, the center of each row of A, the number that q = 0 stands for; not read without <see cref="Scales"/>.</summary>
    [FieldOffset(RowCentersOffset)]
    public float* RowCenters;

    /// <summary>For bytes, the sum of each column of B times its scale, rounded up to whole vectors; not read without <see cref="Scales"/>.</summary>
    [FieldOffset(ColumnSumsOffset)]
    public float* ColumnSums;

    /// <summary>Bytes from what the tile reads of its panel to what it asks for meanwhile, a cache line for each turn of its loop; see <see cref="ReadAhead"/>. With 0 it asks for
    /// what it reads anyhow.</summary>
    [FieldOffset(AheadOffset)]
    public nint Ahead;

    /// <summary>Has a tile bring its share of the next panel into the second-level cache.</summary>
    /// <remarks>
    /// A turn of the loop reads <see cref="DotAssembler.TurnLines"/> lines of the panel, and can ask for one more without being held up. So the tiles of a panel take them in turn: the
    /// first tile asks for the first line of each turn of the next panel, the second tile for the second. When the panel is done, the next one is near; without that its first
    /// tile waits for the memory. It takes as many tiles as a turn has lines to bring all of it.
    /// </remarks>
    /// <param name="tile">The number of the tile in its panel.</param>
    /// <param name="panelBytes">Bytes from one panel to the next.</param>
    public void ReadAhead(int tile, nint panelBytes) => Ahead = tile < DotAssembler.TurnLines ? panelBytes + tile * DotAssembler.VectorBytes : 0;
}

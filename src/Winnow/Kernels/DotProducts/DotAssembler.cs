using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Winnow.Kernels.DotProducts;

/// <summary>Writes the machine code of tiles in AVX-512 VNNI: one routine for each number of rows and vectors of a tile.</summary>
/// <remarks>
/// <para>.NET 10 has no intrinsics for AVX-512 VNNI, so the code is assembled at run time. A routine takes a pointer to an <see cref="DotTile"/>, calls
/// nothing, leaves the stack alone and uses only registers that callers do not expect back; those of xmm6 to xmm15 that it needs are kept in the struct on
/// Windows.</para>
/// <para>What a routine does, with the sums of the tile in registers all along:</para>
/// <code>
/// sums = starts
/// for each group of steps of k:                four of bytes, or two of 16 bits: 32 bits a lane
///     b[v] = panel[group][v]                   one to three vectors of 16 columns
///     for each row:
///         x = row[group] in all lanes          vpbroadcastd
///         sums[row][v] += x * b[v]             vpdpbusd or vpdpwssd adds all products of a lane
/// c[row][v] = float(sums[row][v]) * rowScale * columnScale + bias
/// </code>
/// </remarks>
sealed class DotAssembler
{
    /// <summary>The rows of the largest tile.</summary>
    public const int MaxRows = 8;

    /// <summary>The vectors of the widest tile.</summary>
    public const int MaxVectors = 3;

    /// <summary>Bytes of a vector.</summary>
    public const int VectorBytes = 64;

    // Groups in the body of the loop. Four keep the offsets of the rows and of the panel in one byte each.
    const int Unroll = 4;
    // A row's part of a group: what one lane multiplies.
    const int LaneBytes = 4;
    const int GroupBytes = MaxVectors * VectorBytes;
    const int RoutineAlignment = 64;
    const int SavedRegisterBytes = 16;

    // int3, between the routines.
    const byte Breakpoint = 0xCC;

    // General registers that neither convention asks to preserve. Sources and targets use them in turn.
    static readonly AssemblerRegister64 Tile = rax;
    static readonly AssemblerRegister64 First = rcx;
    static readonly AssemblerRegister64 Fifth = r8;
    static readonly AssemblerRegister64 Stride = r9;
    static readonly AssemblerRegister64 ThreeStrides = r10;
    static readonly AssemblerRegister64 Panel = rdx;
    static readonly AssemblerRegister64 Count = r11;

    // Those that Windows preserves stand last, so that only large tiles need them.
    static readonly AssemblerRegisterZMM[] Vectors =
    [
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31, zmm0, zmm1, zmm2, zmm3, zmm4, zmm5,
        zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
    ];

    static readonly AssemblerRegisterXMM[] PreservedOnWindows = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    readonly Assembler _code = new(64);
    readonly DotProduct _product;
    readonly int _rows;
    readonly int _vectors;
    readonly int _chains;
    readonly bool _windows;

    DotAssembler(DotProduct product, int rows, int vectors, bool windows)
    {
        _product = product;
        _rows = rows;
        _vectors = vectors;
        _windows = windows;
        // An instruction takes four or five cycles and two start in each: a tile with too few sums of its own keeps several for each element.
        _chains = (rows * vectors) switch
        {
            <= 6 => 4,
            <= 12 => 2,
            _ => 1,
        };
    }

    /// <summary>Assembles all routines.</summary>
    /// <param name="product">The instruction.</param>
    /// <param name="windows">Whether they are called in the Windows convention or in that of System V.</param>
    /// <param name="starts">Receives the place of each routine; see <see cref="Index"/>.</param>
    /// <returns>The code, free of absolute addresses.</returns>
    public static byte[] Assemble(DotProduct product, bool windows, out int[] starts)
    {
        starts = new int[MaxRows * MaxVectors];
        using var stream = new MemoryStream();
        for (int rows = 1; rows <= MaxRows; rows++)
        {
            for (int vectors = 1; vectors <= MaxVectors; vectors++)
            {
                while (stream.Length % RoutineAlignment != 0)
                    stream.WriteByte(Breakpoint);
                starts[Index(rows, vectors)] = (int)stream.Length;
                var routine = new DotAssembler(product, rows, vectors, windows);
                routine.Write();
                routine._code.Assemble(new StreamCodeWriter(stream), (ulong)stream.Length);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Gets the number of the routine for a shape.</summary>
    public static int Index(int rows, int vectors) => (rows - 1) * MaxVectors + vectors - 1;

    void Write()
    {
        _code.mov(Tile, _windows ? rcx : rdi);
        SavePreserved();
        LoadStarts();
        Multiply();
        JoinChains();
        StoreTile();
        _code.vzeroupper();
        RestorePreserved();
        _code.ret();
    }

    // ---- Registers: sums first, then the vectors of B and an element of A.

    int SumCount => _chains * _rows * _vectors;

    AssemblerRegisterZMM Sum(int chain, int row, int vector) => Vectors[(chain * _rows + row) * _vectors + vector];

    AssemblerRegisterZMM Weight(int vector) => Vectors[SumCount + vector];

    AssemblerRegisterZMM Element => Vectors[SumCount + _vectors];

    // When the sums are done, the weights' registers hold the columns' scales, and these their biases.
    AssemblerRegisterZMM Bias(int vector) => Vectors[SumCount + _vectors + 1 + vector];

    int PreservedCount => _windows ? Math.Max(0, SumCount + 2 * _vectors + 1 - (Vectors.Length - PreservedOnWindows.Length)) : 0;

    // ---- The parts of a routine, in order.

    void SavePreserved()
    {
        for (int i = 0; i < PreservedCount; i++)
            _code.vmovups(__xmmword_ptr[Tile + DotTile.SavedOffset + i * SavedRegisterBytes], PreservedOnWindows[i]);
    }

    void LoadStarts()
    {
        _code.mov(Panel, __[Tile + DotTile.StartsOffset]);
        for (int vector = 0; vector < _vectors; vector++)
            _code.vmovdqu32(Sum(0, 0, vector), __zmmword_ptr[Panel + vector * VectorBytes]);
        for (int row = 1; row < _rows; row++)
        {
            for (int vector = 0; vector < _vectors; vector++)
                _code.vmovdqa32(Sum(0, row, vector), Sum(0, 0, vector));
        }

        for (int i = _rows * _vectors; i < SumCount; i++)
            _code.vpxord(Vectors[i], Vectors[i], Vectors[i]);
    }

    void Multiply()
    {
        Label body = _code.CreateLabel(), remainder = _code.CreateLabel(), single = _code.CreateLabel(), done = _code.CreateLabel();
        _code.mov(Stride, __[Tile + DotTile.AStrideOffset]);
        PointToRows(DotTile.AOffset);
        _code.mov(Panel, __[Tile + DotTile.BOffset]);
        _code.mov(Count, __[Tile + DotTile.GroupsOffset]);
        _code.sub(Count, Unroll);
        _code.jl(remainder);

        _code.Label(ref body);
        for (int group = 0; group < Unroll; group++)
            MultiplyGroup(group);
        Advance(Unroll);
        _code.sub(Count, Unroll);
        _code.jge(body);

        _code.Label(ref remainder);
        _code.add(Count, Unroll);
        _code.jz(done);
        _code.Label(ref single);
        MultiplyGroup(0);
        Advance(1);
        _code.dec(Count);
        _code.jnz(single);
        _code.Label(ref done);
    }

    void MultiplyGroup(int group)
    {
        for (int vector = 0; vector < _vectors; vector++)
            _code.vmovdqu32(Weight(vector), __zmmword_ptr[Panel + group * GroupBytes + vector * VectorBytes]);
        for (int row = 0; row < _rows; row++)
        {
            _code.vpbroadcastd(Element, __dword_ptr[Row(row) + group * LaneBytes]);
            for (int vector = 0; vector < _vectors; vector++)
                Dot(Sum(group % _chains, row, vector), Element, Weight(vector));
        }
    }

    void Dot(AssemblerRegisterZMM sum, AssemblerRegisterZMM a, AssemblerRegisterZMM b)
    {
        if (_product == DotProduct.Bytes)
            _code.vpdpbusd(sum, a, b);
        else
            _code.vpdpwssd(sum, a, b);
    }

    void Advance(int groups)
    {
        _code.add(Panel, groups * GroupBytes);
        _code.add(First, groups * LaneBytes);
        if (_rows > 4)
            _code.add(Fifth, groups * LaneBytes);
    }

    void JoinChains()
    {
        for (int chain = 1; chain < _chains; chain++)
        {
            for (int row = 0; row < _rows; row++)
            {
                for (int vector = 0; vector < _vectors; vector++)
                    _code.vpaddd(Sum(0, row, vector), Sum(0, row, vector), Sum(chain, row, vector));
            }
        }
    }

    void StoreTile()
    {
        Label store = _code.CreateLabel();
        _code.mov(Stride, __[Tile + DotTile.CStrideOffset]);
        _code.shl(Stride, 2);
        PointToRows(DotTile.COffset);
        _code.mov(Panel, __[Tile + DotTile.ScalesOffset]);
        _code.test(Panel, Panel);
        _code.jz(store);
        for (int vector = 0; vector < _vectors; vector++)
            _code.vmovups(Weight(vector), __zmmword_ptr[Panel + vector * VectorBytes]);
        _code.mov(Panel, __[Tile + DotTile.BiasesOffset]);
        for (int vector = 0; vector < _vectors; vector++)
            _code.vmovups(Bias(vector), __zmmword_ptr[Panel + vector * VectorBytes]);
        _code.mov(Panel, __[Tile + DotTile.RowScalesOffset]);
        for (int row = 0; row < _rows; row++)
        {
            _code.vbroadcastss(Element, __dword_ptr[Panel + row * sizeof(float)]);
            for (int vector = 0; vector < _vectors; vector++)
            {
                AssemblerRegisterZMM sum = Sum(0, row, vector);
                _code.vcvtdq2ps(sum, sum);
                _code.vmulps(sum, sum, Element);
                _code.vfmadd213ps(sum, Weight(vector), Bias(vector));
            }
        }

        _code.Label(ref store);
        for (int row = 0; row < _rows; row++)
        {
            for (int vector = 0; vector < _vectors; vector++)
                _code.vmovups(__zmmword_ptr[Row(row) + vector * VectorBytes], Sum(0, row, vector));
        }
    }

    void RestorePreserved()
    {
        for (int i = 0; i < PreservedCount; i++)
            _code.vmovups(PreservedOnWindows[i], __xmmword_ptr[Tile + DotTile.SavedOffset + i * SavedRegisterBytes]);
    }

    // ---- Eight rows from four registers: the first, the fifth, the stride and three strides.

    void PointToRows(int offset)
    {
        _code.mov(First, __[Tile + offset]);
        if (_rows > 3)
            _code.lea(ThreeStrides, __[Stride + Stride * 2]);
        if (_rows > 4)
            _code.lea(Fifth, __[First + Stride * 4]);
    }

    static AssemblerMemoryOperand Row(int row)
    {
        AssemblerRegister64 start = row < 4 ? First : Fifth;
        return (row % 4) switch
        {
            0 => start + 0,
            1 => start + Stride,
            2 => start + Stride * 2,
            _ => start + ThreeStrides,
        };
    }
}

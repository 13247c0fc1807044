using static Winnow.Kernels.DotProducts.GeneralRegister;

namespace Winnow.Kernels.DotProducts;

/// <summary>Writes the machine code of tiles in AVX-512 VNNI and AVX-512 BF16: one routine for each number of rows and vectors of a tile.</summary>
/// <remarks>
/// <para>.NET 10 has no intrinsics for either, so the code is assembled at run time. A routine takes a pointer to an <see cref="DotTile"/>, calls
/// nothing, leaves the stack alone and uses only registers that callers do not expect back; rsi and those of xmm6 to xmm15 that it needs are kept in the struct on
/// Windows.</para>
/// <para>What a routine does, with the sums of the tile in registers all along:</para>
/// <code>
/// sums = starts
/// for each group of steps of k:                four of bytes, or two of 16 bits: 32 bits a lane
///     b[v] = panel[group][v]                   one to three vectors of 16 columns
///     for each row:
///         x = row[group] in all lanes          vpbroadcastd
///         sums[row][v] += x * b[v]             vpdpbusd, vpdpwssd or vdpbf16ps adds all products of a lane
///     every fourth time: ask for panel[group] + ahead
/// c[row][v] = float(sums[row][v]) * rowScale * columnScale + bias       integers only: sums of bfloat16 are the result
/// c[row][v] += rowCenter * columnSum                                    bytes only
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

    /// <summary>The cache lines of a panel that one turn of the loop reads.</summary>
    public const int TurnLines = Unroll * GroupBytes / VectorBytes;

    // Groups in the body of the loop. Four keep the offsets of the rows and of the panel in one byte each.
    const int Unroll = 4;
    // A row's part of a group: what one lane multiplies.
    const int LaneBytes = 4;
    const int GroupBytes = MaxVectors * VectorBytes;
    const int RoutineAlignment = 64;
    const int SavedRegisterBytes = 16;

    // General registers that neither convention asks to preserve, and one that only Windows does. Sources and targets use them in turn.
    const GeneralRegister Tile = Rax;
    const GeneralRegister First = Rcx;
    const GeneralRegister Fifth = R8;
    const GeneralRegister Stride = R9;
    const GeneralRegister ThreeStrides = R10;
    const GeneralRegister Panel = Rdx;
    const GeneralRegister Count = R11;
    const GeneralRegister Ahead = Rsi;

    const int VectorRegisters = 32;

    // xmm6 to xmm15.
    const int FirstPreservedOnWindows = 6;
    const int PreservedOnWindows = 10;

    readonly MachineCode _code;
    readonly DotProduct _product;
    readonly int _rows;
    readonly int _vectors;
    readonly int _chains;
    readonly bool _windows;

    DotAssembler(MachineCode code, DotProduct product, int rows, int vectors, bool windows)
    {
        _code = code;
        _product = product;
        _rows = rows;
        _vectors = vectors;
        _windows = windows;
        // An instruction takes four or five cycles and two start in each: a tile with too few sums of its own keeps several for each element. Sums of floats
        // depend on their order, which must not depend on the tile: they keep one.
        _chains = (rows * vectors) switch
        {
            _ when product == DotProduct.BFloat16 => 1,
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
        var code = new MachineCode();
        for (int rows = 1; rows <= MaxRows; rows++)
        {
            for (int vectors = 1; vectors <= MaxVectors; vectors++)
            {
                code.Align(RoutineAlignment);
                starts[Index(rows, vectors)] = code.Here;
                new DotAssembler(code, product, rows, vectors, windows).Write();
            }
        }

        return code.Bytes.ToArray();
    }

    /// <summary>Gets the number of the routine for a shape.</summary>
    public static int Index(int rows, int vectors) => (rows - 1) * MaxVectors + vectors - 1;

    void Write()
    {
        _code.Mov(Tile, _windows ? Rcx : Rdi);
        SavePreserved();
        LoadStarts();
        Multiply();
        JoinChains();
        StoreTile();
        _code.ZeroUpper();
        RestorePreserved();
        _code.Ret();
    }

    // ---- Registers: sums first, then the vectors of B and an element of A.

    int SumCount => _chains * _rows * _vectors;

    int Sum(int chain, int row, int vector) => Register((chain * _rows + row) * _vectors + vector);

    int Weight(int vector) => Register(SumCount + vector);

    int Element => Register(SumCount + _vectors);

    // When the sums are done, the weights' registers hold the columns' scales, and these their biases.
    int Bias(int vector) => Register(SumCount + _vectors + 1 + vector);

    int PreservedCount => _windows ? Math.Max(0, SumCount + 2 * _vectors + 1 - (VectorRegisters - PreservedOnWindows)) : 0;

    // zmm16 to zmm31, then zmm0 to zmm15: those that Windows preserves stand last, so that only large tiles need them.
    static int Register(int number) => (number + VectorRegisters / 2) % VectorRegisters;

    // ---- The parts of a routine, in order.

    void SavePreserved()
    {
        if (_windows)
            _code.Mov(new CodeAddress(Tile, DotTile.SavedOffset), Ahead);
        for (int i = 0; i < PreservedCount; i++)
            _code.StoreXmm(new(Tile, DotTile.SavedVectorsOffset + i * SavedRegisterBytes), FirstPreservedOnWindows + i);
    }

    void LoadStarts()
    {
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.StartsOffset));
        for (int vector = 0; vector < _vectors; vector++)
            _code.LoadIntegers(Sum(0, 0, vector), new(Panel, vector * VectorBytes));
        for (int row = 1; row < _rows; row++)
        {
            for (int vector = 0; vector < _vectors; vector++)
                _code.Copy(Sum(0, row, vector), Sum(0, 0, vector));
        }

        for (int i = _rows * _vectors; i < SumCount; i++)
            _code.Xor(Register(i), Register(i), Register(i));
    }

    void Multiply()
    {
        _code.Mov(Stride, new CodeAddress(Tile, DotTile.AStrideOffset));
        PointToRows(DotTile.AOffset);
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.BOffset));
        _code.Mov(Ahead, new CodeAddress(Tile, DotTile.AheadOffset));
        _code.Mov(Count, new CodeAddress(Tile, DotTile.GroupsOffset));
        _code.Sub(Count, Unroll);
        int remainder = _code.JumpForward(JumpCondition.Less);

        int body = _code.Here;
        for (int group = 0; group < Unroll; group++)
            MultiplyGroup(group);
        _code.Prefetch(new CodeAddress(Panel, 0, Ahead, 1));
        Advance(Unroll);
        _code.Sub(Count, Unroll);
        _code.JumpBack(JumpCondition.GreaterOrEqual, body);

        _code.Land(remainder);
        _code.Add(Count, Unroll);
        int done = _code.JumpForward(JumpCondition.Zero);
        int single = _code.Here;
        MultiplyGroup(0);
        Advance(1);
        _code.Dec(Count);
        _code.JumpBack(JumpCondition.NotZero, single);
        _code.Land(done);
    }

    void MultiplyGroup(int group)
    {
        for (int vector = 0; vector < _vectors; vector++)
            _code.LoadIntegers(Weight(vector), new(Panel, group * GroupBytes + vector * VectorBytes));
        for (int row = 0; row < _rows; row++)
        {
            _code.BroadcastInteger(Element, Row(row) + group * LaneBytes);
            for (int vector = 0; vector < _vectors; vector++)
                Dot(Sum(group % _chains, row, vector), Element, Weight(vector));
        }
    }

    void Dot(int sum, int a, int b)
    {
        if (_product == DotProduct.Bytes)
            _code.DotBytes(sum, a, b);
        else if (_product == DotProduct.Words)
            _code.DotWords(sum, a, b);
        else
            _code.DotBFloat16(sum, a, b);
    }

    void Advance(int groups)
    {
        _code.Add(Panel, groups * GroupBytes);
        _code.Add(First, groups * LaneBytes);
        if (_rows > 4)
            _code.Add(Fifth, groups * LaneBytes);
    }

    void JoinChains()
    {
        for (int chain = 1; chain < _chains; chain++)
        {
            for (int row = 0; row < _rows; row++)
            {
                for (int vector = 0; vector < _vectors; vector++)
                    _code.AddIntegers(Sum(0, row, vector), Sum(0, row, vector), Sum(chain, row, vector));
            }
        }
    }

    void StoreTile()
    {
        _code.Mov(Stride, new CodeAddress(Tile, DotTile.CStrideOffset));
        _code.Shl(Stride, 2);
        PointToRows(DotTile.COffset);
        if (_product != DotProduct.BFloat16)
            ScaleSums();
        for (int row = 0; row < _rows; row++)
        {
            for (int vector = 0; vector < _vectors; vector++)
                _code.StoreFloats(Row(row) + vector * VectorBytes, Sum(0, row, vector));
        }
    }

    void ScaleSums()
    {
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.ScalesOffset));
        _code.Test(Panel, Panel);
        int unscaled = _code.JumpForward(JumpCondition.Zero);
        for (int vector = 0; vector < _vectors; vector++)
            _code.LoadFloats(Weight(vector), new(Panel, vector * VectorBytes));
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.BiasesOffset));
        for (int vector = 0; vector < _vectors; vector++)
            _code.LoadFloats(Bias(vector), new(Panel, vector * VectorBytes));
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.RowScalesOffset));
        for (int row = 0; row < _rows; row++)
        {
            _code.BroadcastFloat(Element, new(Panel, row * sizeof(float)));
            for (int vector = 0; vector < _vectors; vector++)
            {
                int sum = Sum(0, row, vector);
                _code.ToFloats(sum, sum);
                _code.Multiply(sum, sum, Element);
                _code.MultiplyAdd(sum, Weight(vector), Bias(vector));
            }
        }

        if (_product == DotProduct.Bytes)
            AddCenters();
        _code.Land(unscaled);
    }

    // The scales' registers are free again, and hold the columns' sums.
    void AddCenters()
    {
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.ColumnSumsOffset));
        for (int vector = 0; vector < _vectors; vector++)
            _code.LoadFloats(Weight(vector), new(Panel, vector * VectorBytes));
        _code.Mov(Panel, new CodeAddress(Tile, DotTile.RowCentersOffset));
        for (int row = 0; row < _rows; row++)
        {
            _code.BroadcastFloat(Element, new(Panel, row * sizeof(float)));
            for (int vector = 0; vector < _vectors; vector++)
                _code.AddProduct(Sum(0, row, vector), Weight(vector), Element);
        }
    }

    void RestorePreserved()
    {
        for (int i = 0; i < PreservedCount; i++)
            _code.LoadXmm(FirstPreservedOnWindows + i, new(Tile, DotTile.SavedVectorsOffset + i * SavedRegisterBytes));
        if (_windows)
            _code.Mov(Ahead, new CodeAddress(Tile, DotTile.SavedOffset));
    }

    // ---- Eight rows from four registers: the first, the fifth, the stride and three strides.

    void PointToRows(int offset)
    {
        _code.Mov(First, new CodeAddress(Tile, offset));
        if (_rows > 3)
            _code.Lea(ThreeStrides, new(Stride, 0, Stride, 2));
        if (_rows > 4)
            _code.Lea(Fifth, new(First, 0, Stride, 4));
    }

    static CodeAddress Row(int row)
    {
        GeneralRegister start = row < 4 ? First : Fifth;
        return (row % 4) switch
        {
            0 => new CodeAddress(start, 0),
            1 => new CodeAddress(start, 0, Stride, 1),
            2 => new CodeAddress(start, 0, Stride, 2),
            _ => new CodeAddress(start, 0, ThreeStrides, 1),
        };
    }
}

using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Int16;
using Winnow.Kernels.Int8;
using Winnow.Tests.Kernels.BFloat16;
using Winnow.Tests.Kernels.Int16;
using Winnow.Tests.Kernels.Int8;
using static Iced.Intel.AssemblerRegisters;

namespace Winnow.Tests.Kernels.DotProducts;

/// <summary>The assembled code keeps the promises of both calling conventions, which no crash would show at once.</summary>
public unsafe class DotAssemblerTests
{
    // Registers of 16 bytes that Windows preserves, xmm6 to xmm15.
    const int PreservedBytes = 160;

    // What a routine keeps at its start and brings back at its end, on Windows alone.
    static readonly Register[] Kept = [Register.RSI];

    static readonly Register[] FreeOnBoth = [Register.RAX, Register.RCX, Register.RDX, Register.R8, Register.R9, Register.R10, Register.R11];

    [Theory]
    [InlineData(nameof(DotProduct.Bytes), false)]
    [InlineData(nameof(DotProduct.Bytes), true)]
    [InlineData(nameof(DotProduct.Words), false)]
    [InlineData(nameof(DotProduct.Words), true)]
    [InlineData(nameof(DotProduct.BFloat16), false)]
    [InlineData(nameof(DotProduct.BFloat16), true)]
    public void Assemble_BothConventions_PlacesEveryRoutine(string product, bool windows)
    {
        byte[] code = DotAssembler.Assemble(Enum.Parse<DotProduct>(product), windows, out int[] starts);
        Assert.Equal(DotAssembler.MaxRows * DotAssembler.MaxVectors, starts.Length);
        Assert.All(starts, start => Assert.Equal(0, start % 64));
        Assert.Equal(starts.Order(), starts);
        Assert.InRange(code.Length, starts[^1] + 64, 64 << 10);
    }

    [Theory]
    [InlineData(nameof(DotProduct.Bytes), false)]
    [InlineData(nameof(DotProduct.Bytes), true)]
    [InlineData(nameof(DotProduct.Words), false)]
    [InlineData(nameof(DotProduct.Words), true)]
    [InlineData(nameof(DotProduct.BFloat16), false)]
    [InlineData(nameof(DotProduct.BFloat16), true)]
    public void Assemble_BothConventions_WritesOnlyRegistersThatCallersGiveUp(string product, bool windows)
    {
        byte[] code = DotAssembler.Assemble(Enum.Parse<DotProduct>(product), windows, out _);
        var decoder = Decoder.Create(64, code);
        var factory = new InstructionInfoFactory();
        int returns = 0;
        while (decoder.IP < (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            Assert.False(instruction.IsInvalid);
            if (instruction.Mnemonic is Mnemonic.Int3)
                continue;
            if (instruction.FlowControl == FlowControl.Return)
            {
                returns++;
                continue;
            }

            Assert.True(instruction.FlowControl is FlowControl.Next or FlowControl.ConditionalBranch, instruction.ToString());
            foreach (UsedRegister used in factory.GetInfo(instruction).GetUsedRegisters())
            {
                bool writes = used.Access is OpAccess.Write or OpAccess.ReadWrite or OpAccess.CondWrite or OpAccess.ReadCondWrite;
                if (writes && !used.Register.IsVectorRegister())
                    Assert.Contains(used.Register.GetFullRegister(), FreeOnBoth.Concat(Kept));
            }
        }

        Assert.Equal(DotAssembler.MaxRows * DotAssembler.MaxVectors, returns);
    }

    [Theory]
    [InlineData(nameof(DotProduct.Bytes))]
    [InlineData(nameof(DotProduct.Words))]
    [InlineData(nameof(DotProduct.BFloat16))]
    public void Assemble_WindowsConvention_SameSumsAndPreservedRegisters(string product)
    {
        Assert.SkipUnless(
            AssembledTiles.TryCreate(Enum.Parse<DotProduct>(product)) != null && !OperatingSystem.IsWindows() && X86Base.X64.IsSupported,
            "Needs the instruction and a caller in the convention of System V.");
        nint code = ExecutableMemory.TryCreate(DotAssembler.Assemble(Enum.Parse<DotProduct>(product), windows: true, out int[] starts));
        var call = (delegate* unmanaged<DotTile*, byte*, nint, void>)ExecutableMemory.TryCreate(CallAsOnWindows());
        const int width = DotAssembler.MaxVectors * AssembledTiles.VectorColumns;
        using var memory = new WeightMemory();
        (DotTile tile, int[] expected) = product switch
        {
            nameof(DotProduct.Bytes) => BytesOperands(memory, width),
            nameof(DotProduct.Words) => WordsOperands(memory, width),
            _ => BFloat16Sums(memory, width),
        };
        tile.Scales = null;
        tile.CStride = width;
        byte[] patterns = new byte[2 * PreservedBytes + sizeof(nint)];
        fixed (byte* registers = patterns)
        {
            for (int rows = 1; rows <= DotAssembler.MaxRows; rows++)
            {
                for (int vectors = 1; vectors <= DotAssembler.MaxVectors; vectors++)
                {
                    new Random(rows).NextBytes(patterns.AsSpan(0, PreservedBytes));
                    int[] sums = new int[DotAssembler.MaxRows * width];
                    fixed (int* c = sums)
                    {
                        tile.C = (float*)c;
                        call(&tile, registers, code + starts[DotAssembler.Index(rows, vectors)]);
                    }

                    Assert.Equal(patterns[..PreservedBytes], patterns[PreservedBytes..^sizeof(nint)]);
                    Assert.Equal((nint)registers, BitConverter.ToInt64(patterns, 2 * PreservedBytes));
                    for (int row = 0; row < rows; row++)
                    {
                        int start = row * width, end = start + vectors * AssembledTiles.VectorColumns;
                        Assert.Equal(expected[start..end], sums[start..end]);
                    }
                }
            }
        }
    }

    static (DotTile Tile, int[] Sums) BytesOperands(WeightMemory memory, int width)
    {
        var operands = Int8Operands.Random(new Random(41), DotAssembler.MaxRows, width, 71);
        return (operands.Tile(memory, Int8Kernels.Available[0]), operands.Sums);
    }

    static (DotTile Tile, int[] Sums) WordsOperands(WeightMemory memory, int width)
    {
        var operands = Int16Operands.Random(new Random(42), DotAssembler.MaxRows, width, 71);
        return (operands.Tile(memory, Int16Kernels.Available[0]), operands.Sums);
    }

    static (DotTile Tile, int[] Sums) BFloat16Sums(WeightMemory memory, int width)
    {
        var operands = BFloat16Operands.Random(new Random(43), DotAssembler.MaxRows, width, 71);
        return (operands.Tile(memory, BFloat16Kernels.Available[0]), operands.Sums);
    }

    // Takes a tile, the bytes to be put into xmm6 to xmm15 with room for what they are afterwards, and for what rsi is, and the routine.
    static byte[] CallAsOnWindows()
    {
        AssemblerRegisterXMM[] preserved = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];
        var code = new Assembler(64);
        code.push(rbx);
        code.mov(rbx, rsi);
        for (int i = 0; i < preserved.Length; i++)
            code.vmovups(preserved[i], __xmmword_ptr[rbx + i * 16]);
        code.mov(rcx, rdi);
        code.call(rdx);
        for (int i = 0; i < preserved.Length; i++)
            code.vmovups(__xmmword_ptr[rbx + PreservedBytes + i * 16], preserved[i]);
        code.mov(__qword_ptr[rbx + 2 * PreservedBytes], rsi);
        code.pop(rbx);
        code.ret();
        using var stream = new MemoryStream();
        code.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    [Fact]
    public void ReadAhead_TilesOfAPanel_AskForEveryLineOfTheNextOnce()
    {
        const int line = DotAssembler.VectorBytes, turns = 24, panel = turns * DotAssembler.TurnLines * line, tiles = DotAssembler.TurnLines;
        List<nint> asked = [];
        for (int tile = 0; tile < tiles; tile++)
        {
            DotTile operands = default;
            operands.ReadAhead(tile, panel);
            asked.AddRange(Enumerable.Range(0, turns).Select(turn => turn * DotAssembler.TurnLines * line + operands.Ahead));
        }

        Assert.Equal(Enumerable.Range(0, panel / line).Select(i => (nint)(panel + i * line)), asked.Order());
        DotTile further = default;
        further.ReadAhead(tiles, panel);
        Assert.Equal(0, further.Ahead);
    }

    [Fact]
    public void DotTile_FieldsStandWhereTheCodeReadsThem()
    {
        DotTile tile;
        byte* start = (byte*)&tile;
        Assert.Equal(DotTile.AOffset, (byte*)&tile.A - start);
        Assert.Equal(DotTile.CStrideOffset, (byte*)&tile.CStride - start);
        Assert.Equal(DotTile.AheadOffset, (byte*)&tile.Ahead - start);
        Assert.Equal(DotTile.SavedVectorsOffset + PreservedBytes, sizeof(DotTile));
    }
}

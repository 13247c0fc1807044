using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Winnow.Kernels;
using Winnow.Kernels.Int8;
using static Iced.Intel.AssemblerRegisters;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>The assembled code keeps the promises of both calling conventions, which no crash would show at once.</summary>
public unsafe class Int8AssemblerTests
{
    // Registers of 16 bytes that Windows preserves, xmm6 to xmm15.
    const int PreservedBytes = 160;

    static readonly Register[] FreeOnBoth = [Register.RAX, Register.RCX, Register.RDX, Register.R8, Register.R9, Register.R10, Register.R11];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Assemble_BothConventions_PlacesEveryRoutine(bool windows)
    {
        byte[] code = Int8Assembler.Assemble(windows, out int[] starts);
        Assert.Equal(Int8Assembler.MaxRows * Int8Assembler.MaxVectors, starts.Length);
        Assert.All(starts, start => Assert.Equal(0, start % 64));
        Assert.Equal(starts.Order(), starts);
        Assert.InRange(code.Length, starts[^1] + 64, 64 << 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Assemble_BothConventions_WritesOnlyRegistersThatCallersGiveUp(bool windows)
    {
        byte[] code = Int8Assembler.Assemble(windows, out _);
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
                    Assert.Contains(used.Register.GetFullRegister(), FreeOnBoth);
            }
        }

        Assert.Equal(Int8Assembler.MaxRows * Int8Assembler.MaxVectors, returns);
    }

    [Fact]
    public void Assemble_WindowsConvention_SameSumsAndPreservedRegisters()
    {
        Assert.SkipUnless(
            Int8Kernels.Available[0] is Int8Avx512Vnni && !OperatingSystem.IsWindows() && X86Base.X64.IsSupported,
            "Needs AVX-512 VNNI and a caller in the convention of System V.");
        Int8Kernel kernel = Int8Kernels.Available[0];
        nint code = ExecutableMemory.TryCreate(Int8Assembler.Assemble(windows: true, out int[] starts));
        var call = (delegate* unmanaged<Int8Tile*, byte*, nint, void>)ExecutableMemory.TryCreate(CallAsOnWindows());
        var operands = Int8Operands.Random(new Random(41), Int8Kernel.MaxTileRows, Int8Kernel.MaxPanelColumns, 71);
        using var memory = new WeightMemory();
        PackedInt8Matrix packed = operands.Pack(memory, kernel);
        byte[] patterns = new byte[2 * PreservedBytes];
        fixed (byte* a = operands.GroupedRows(), registers = patterns)
        {
            for (int rows = 1; rows <= kernel.TileRows; rows++)
            {
                for (int vectors = 1; vectors <= Int8Assembler.MaxVectors; vectors++)
                {
                    new Random(rows).NextBytes(patterns.AsSpan(0, PreservedBytes));
                    int[] sums = new int[Int8Kernel.MaxTileRows * kernel.PanelColumns];
                    fixed (int* c = sums)
                    {
                        Int8Tile tile;
                        packed.SetPanel(0, &tile);
                        tile.Scales = null;
                        tile.A = a;
                        tile.AStride = packed.Groups * Int8Kernel.GroupSize;
                        tile.C = (float*)c;
                        tile.CStride = kernel.PanelColumns;
                        call(&tile, registers, code + starts[Int8Assembler.Index(rows, vectors)]);
                    }

                    Assert.Equal(patterns[..PreservedBytes], patterns[PreservedBytes..]);
                    for (int row = 0; row < rows; row++)
                    {
                        int start = row * kernel.PanelColumns, end = start + vectors * kernel.VectorColumns;
                        Assert.Equal(operands.Sums[start..end], sums[start..end]);
                    }
                }
            }
        }
    }

    // Takes a tile, the bytes to be put into xmm6 to xmm15 with room for what they are afterwards, and the routine.
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
        code.pop(rbx);
        code.ret();
        using var stream = new MemoryStream();
        code.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    [Fact]
    public void Int8Tile_FieldsStandWhereTheCodeReadsThem()
    {
        Int8Tile tile;
        byte* start = (byte*)&tile;
        Assert.Equal(Int8Tile.AOffset, (byte*)&tile.A - start);
        Assert.Equal(Int8Tile.CStrideOffset, (byte*)&tile.CStride - start);
        Assert.Equal(Int8Tile.SavedOffset + PreservedBytes, sizeof(Int8Tile));
    }
}

using System.Buffers.Binary;

namespace Winnow.Kernels.DotProducts;

/// <summary>Writes x86-64 instructions as bytes: the two dozen of which the assembled tiles are made.</summary>
/// <remarks>
/// <para>A general assembler would cost 50 ms a process, most of it for being compiled itself. Vector registers are zmm0 to zmm31 by their numbers, and all vector
/// instructions are of 512 bits, in the EVEX encoding, but for the two that keep an xmm register. Addresses must not have rsp, rbp, r12 or r13 as their base, whose encodings differ.</para>
/// <para>The encodings are those of Intel's manual, volume 2. Tests decode every routine with another library.</para>
/// </remarks>
sealed class MachineCode
{
    // The prefixes of opcodes as EVEX writes them: the map, and what was a prefix byte in older encodings.
    const int Map0F = 1, Map0F38 = 2;
    const int None = 0, Prefix66 = 1, PrefixF3 = 2;

    // No register in the second source.
    const int Unused = 0;

    // What a one-byte offset counts in: whole vectors, and single lanes for the instructions that read only one.
    const int VectorBytes = 64, LaneBytes = 4;

    byte[] _bytes = new byte[32 << 10];
    int _length;

    /// <summary>Gets the place of the next instruction.</summary>
    public int Here => _length;

    /// <summary>Gets the code.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Fills up to a multiple of <paramref name="alignment"/> with int3.</summary>
    public void Align(int alignment)
    {
        while (_length % alignment != 0)
            Byte(0xCC);
    }

    public void Mov(GeneralRegister target, GeneralRegister source) => General(0x89, (int)source, (int)target);

    public void Mov(GeneralRegister target, CodeAddress source) => General(0x8B, target, source);

    public void Mov(CodeAddress target, GeneralRegister source) => General(0x89, source, target);

    public void Lea(GeneralRegister target, CodeAddress source) => General(0x8D, target, source);

    public void Test(GeneralRegister a, GeneralRegister b) => General(0x85, (int)b, (int)a);

    public void Add(GeneralRegister target, int addend) => Arithmetic(0, target, addend);

    public void Sub(GeneralRegister target, int subtrahend) => Arithmetic(5, target, subtrahend);

    public void Dec(GeneralRegister target) => General(0xFF, 1, (int)target);

    public void Shl(GeneralRegister target, int bits)
    {
        General(0xC1, 4, (int)target);
        Byte(bits);
    }

    public void Ret() => Byte(0xC3);

    /// <summary>Jumps to a place that is already written.</summary>
    public void JumpBack(JumpCondition condition, int target)
    {
        const int shortBytes = 2, longBytes = 6;
        int distance = target - (_length + shortBytes);
        if (distance >= sbyte.MinValue)
        {
            Byte(0x70 | (int)condition);
            Byte(distance);
            return;
        }

        Byte(0x0F);
        Byte(0x80 | (int)condition);
        Int32(distance + shortBytes - longBytes);
    }

    /// <summary>Jumps to a place that is not yet written.</summary>
    /// <returns>The jump, for <see cref="Land"/>.</returns>
    public int JumpForward(JumpCondition condition)
    {
        Byte(0x0F);
        Byte(0x80 | (int)condition);
        Int32(0);
        return _length;
    }

    /// <summary>Makes the place of the next instruction the target of a jump.</summary>
    public void Land(int jump) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(jump - sizeof(int)), _length - jump);

    /// <summary>Asks for the cache line of an address, into the second-level cache: prefetcht1.</summary>
    public void Prefetch(CodeAddress address)
    {
        const int secondLevel = 2;
        Byte(0x40 | address.IndexNumber >> 3 << 1 | (int)address.Base >> 3);
        Byte(0x0F);
        Byte(0x18);
        MemoryOperand(secondLevel, address, 1);
    }

    public void LoadIntegers(int target, CodeAddress source) => Vector(PrefixF3, Map0F, 0x6F, target, source, VectorBytes); // vmovdqu32

    public void Copy(int target, int source) => Vector(Prefix66, Map0F, 0x6F, target, Unused, source); // vmovdqa32

    public void Xor(int target, int a, int b) => Vector(Prefix66, Map0F, 0xEF, target, a, b); // vpxord

    public void BroadcastInteger(int target, CodeAddress source) => Vector(Prefix66, Map0F38, 0x58, target, source, LaneBytes); // vpbroadcastd

    public void DotBytes(int sum, int a, int b) => Vector(Prefix66, Map0F38, 0x50, sum, a, b); // vpdpbusd

    public void DotWords(int sum, int a, int b) => Vector(Prefix66, Map0F38, 0x52, sum, a, b); // vpdpwssd

    public void DotBFloat16(int sum, int a, int b) => Vector(PrefixF3, Map0F38, 0x52, sum, a, b); // vdpbf16ps

    public void AddIntegers(int target, int a, int b) => Vector(Prefix66, Map0F, 0xFE, target, a, b); // vpaddd

    public void LoadFloats(int target, CodeAddress source) => Vector(None, Map0F, 0x10, target, source, VectorBytes); // vmovups

    public void StoreFloats(CodeAddress target, int source) => Vector(None, Map0F, 0x11, source, target, VectorBytes); // vmovups

    public void BroadcastFloat(int target, CodeAddress source) => Vector(Prefix66, Map0F38, 0x18, target, source, LaneBytes); // vbroadcastss

    public void ToFloats(int target, int source) => Vector(None, Map0F, 0x5B, target, Unused, source); // vcvtdq2ps

    public void Multiply(int target, int a, int b) => Vector(None, Map0F, 0x59, target, a, b); // vmulps

    public void MultiplyAdd(int target, int factor, int addend) => Vector(Prefix66, Map0F38, 0xA8, target, factor, addend); // vfmadd213ps

    public void AddProduct(int target, int a, int b) => Vector(Prefix66, Map0F38, 0xB8, target, a, b); // vfmadd231ps

    public void LoadXmm(int target, CodeAddress source) => Xmm(0x10, target, source); // vmovups

    public void StoreXmm(CodeAddress target, int source) => Xmm(0x11, source, target); // vmovups

    public void ZeroUpper()
    {
        Byte(0xC5);
        Byte(0xF8);
        Byte(0x77);
    }

    // ---- Encodings. "register" is the middle field of the ModRM byte: a register or a part of the opcode.

    void General(int opcode, int register, int operand)
    {
        Byte(0x48 | register >> 3 << 2 | operand >> 3);
        Byte(opcode);
        RegisterOperand(register, operand);
    }

    void General(int opcode, GeneralRegister register, CodeAddress address)
    {
        Byte(0x48 | (int)register >> 3 << 2 | address.IndexNumber >> 3 << 1 | (int)address.Base >> 3);
        Byte(opcode);
        MemoryOperand((int)register, address, 1);
    }

    void Arithmetic(int operation, GeneralRegister target, int value)
    {
        bool isByte = value is >= sbyte.MinValue and <= sbyte.MaxValue;
        General(isByte ? 0x83 : 0x81, operation, (int)target);
        if (isByte)
            Byte(value);
        else
            Int32(value);
    }

    void Vector(int prefix, int map, int opcode, int target, int a, int b)
    {
        Evex(prefix, map, target, a, b >> 4, b >> 3);
        Byte(opcode);
        RegisterOperand(target, b);
    }

    void Vector(int prefix, int map, int opcode, int register, CodeAddress address, int offsetUnit)
    {
        Evex(prefix, map, register, Unused, address.IndexNumber >> 3, (int)address.Base >> 3);
        Byte(opcode);
        MemoryOperand(register, address, offsetUnit);
    }

    // Register numbers have their upper bits here, all of them inverted; 0x40 asks for 512 bits.
    void Evex(int prefix, int map, int register, int second, int x, int b)
    {
        Byte(0x62);
        Byte((~register >> 3 & 1) << 7 | (~x & 1) << 6 | (~b & 1) << 5 | (~register >> 4 & 1) << 4 | map);
        Byte((~second & 15) << 3 | 4 | prefix);
        Byte(0x40 | (~second >> 4 & 1) << 3);
    }

    // The short VEX encoding, which has room for one register above 7.
    void Xmm(int opcode, int register, CodeAddress address)
    {
        Byte(0xC5);
        Byte((~register >> 3 & 1) << 7 | 0x78);
        Byte(opcode);
        MemoryOperand(register, address, 1);
    }

    void RegisterOperand(int register, int operand) => Byte(0xC0 | (register & 7) << 3 | operand & 7);

    void MemoryOperand(int register, CodeAddress address, int offsetUnit)
    {
        const int noOffset = 0, byteOffset = 1, intOffset = 2, indexFollows = 4;
        int units = address.Offset / offsetUnit;
        bool isByte = units * offsetUnit == address.Offset && units is >= sbyte.MinValue and <= sbyte.MaxValue;
        int mode = address.Offset == 0 ? noOffset : isByte ? byteOffset : intOffset;
        int start = (int)address.Base & 7;
        Byte(mode << 6 | (register & 7) << 3 | (address.Scale == 0 ? start : indexFollows));
        if (address.Scale != 0)
            Byte(address.Scale >> 1 << 6 | (address.IndexNumber & 7) << 3 | start);
        if (mode == byteOffset)
            Byte(units);
        else if (mode == intOffset)
            Int32(address.Offset);
    }

    void Byte(int value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        _bytes[_length++] = (byte)value;
    }

    void Int32(int value)
    {
        for (int shift = 0; shift < 32; shift += 8)
            Byte(value >> shift);
    }
}

namespace Winnow.Kernels.DotProducts;

/// <summary>An address in <see cref="MachineCode"/>: <c>[base + index * scale + offset]</c>.</summary>
/// <param name="Base">The register that is added as it is.</param>
/// <param name="Offset">The number that is added.</param>
/// <param name="Index">The register that is multiplied.</param>
/// <param name="Scale">1, 2 or 4; 0 for an address without index.</param>
readonly record struct CodeAddress(GeneralRegister Base, int Offset, GeneralRegister Index = default, int Scale = 0)
{
    /// <summary>Gets the number of the index, 0 where there is none.</summary>
    public int IndexNumber => (int)Index;

    /// <summary>Gets an address some bytes further.</summary>
    public static CodeAddress operator +(CodeAddress address, int bytes) => address with { Offset = address.Offset + bytes };
}

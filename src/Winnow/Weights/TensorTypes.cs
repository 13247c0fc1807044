namespace Winnow.Weights;

/// <summary>The names of the element types in a safetensors header, and their sizes.</summary>
static class TensorTypes
{
    /// <summary>All names, as an error message lists them.</summary>
    internal const string AllNames = "BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64, C64";

    /// <summary>Finds the type of a name, which is case-sensitive.</summary>
    internal static bool TryParse(string name, out TensorType type)
    {
        TensorType? found = name switch
        {
            "F32" => TensorType.F32,
            "F16" => TensorType.F16,
            "BF16" => TensorType.BF16,
            "I8" => TensorType.I8,
            "I64" => TensorType.I64,
            "BOOL" => TensorType.Bool,
            "F4" => TensorType.F4,
            "F6_E2M3" => TensorType.F6E2M3,
            "F6_E3M2" => TensorType.F6E3M2,
            "U8" => TensorType.U8,
            "F8_E5M2" => TensorType.F8E5M2,
            "F8_E4M3" => TensorType.F8E4M3,
            "F8_E8M0" => TensorType.F8E8M0,
            "F8_E4M3FNUZ" => TensorType.F8E4M3Fnuz,
            "F8_E5M2FNUZ" => TensorType.F8E5M2Fnuz,
            "I16" => TensorType.I16,
            "U16" => TensorType.U16,
            "I32" => TensorType.I32,
            "U32" => TensorType.U32,
            "U64" => TensorType.U64,
            "F64" => TensorType.F64,
            "C64" => TensorType.C64,
            _ => null,
        };
        type = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>Gives the name of a type in a header.</summary>
    internal static string Name(this TensorType type) => type switch
    {
        TensorType.Bool => "BOOL",
        TensorType.F4 => "F4",
        TensorType.F6E2M3 => "F6_E2M3",
        TensorType.F6E3M2 => "F6_E3M2",
        TensorType.U8 => "U8",
        TensorType.I8 => "I8",
        TensorType.F8E5M2 => "F8_E5M2",
        TensorType.F8E4M3 => "F8_E4M3",
        TensorType.F8E8M0 => "F8_E8M0",
        TensorType.F8E4M3Fnuz => "F8_E4M3FNUZ",
        TensorType.F8E5M2Fnuz => "F8_E5M2FNUZ",
        TensorType.I16 => "I16",
        TensorType.U16 => "U16",
        TensorType.F16 => "F16",
        TensorType.BF16 => "BF16",
        TensorType.I32 => "I32",
        TensorType.U32 => "U32",
        TensorType.F32 => "F32",
        TensorType.I64 => "I64",
        TensorType.U64 => "U64",
        TensorType.F64 => "F64",
        TensorType.C64 => "C64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This is no tensor type."),
    };

    /// <summary>Gives the size of an element in bits: 4 and 6 for the types that share bytes.</summary>
    internal static int BitSize(this TensorType type) => type switch
    {
        TensorType.F4 => 4,
        TensorType.F6E2M3 or TensorType.F6E3M2 => 6,
        TensorType.Bool or TensorType.U8 or TensorType.I8 => 8,
        TensorType.F8E5M2 or TensorType.F8E4M3 or TensorType.F8E8M0 or TensorType.F8E4M3Fnuz or TensorType.F8E5M2Fnuz => 8,
        TensorType.I16 or TensorType.U16 or TensorType.F16 or TensorType.BF16 => 16,
        TensorType.I32 or TensorType.U32 or TensorType.F32 => 32,
        TensorType.I64 or TensorType.U64 or TensorType.F64 or TensorType.C64 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This is no tensor type."),
    };

    /// <summary>Says whether a type holds weights, so that its elements are parameters: the real floating types and int8.</summary>
    internal static bool IsParameter(this TensorType type) => type is TensorType.I8 or TensorType.F16 or TensorType.BF16 or TensorType.F32 or TensorType.F64
        or TensorType.F4 or TensorType.F6E2M3 or TensorType.F6E3M2
        or TensorType.F8E5M2 or TensorType.F8E4M3 or TensorType.F8E8M0 or TensorType.F8E4M3Fnuz or TensorType.F8E5M2Fnuz;

    /// <summary>
    /// Computes the bytes of a shape in a type, or false where a product does not fit 63 bits or the elements do not end with a whole byte.
    /// </summary>
    internal static bool TryGetByteLength(this TensorType type, ReadOnlySpan<long> shape, out long length)
    {
        length = 0;
        long elements = 1;
        foreach (long size in shape)
        {
            if (size < 0 || Math.BigMul(elements, size, out long product) != 0 || product < 0)
                return false;
            elements = product;
        }

        if (Math.BigMul(elements, type.BitSize(), out long bits) != 0 || bits < 0 || bits % 8 != 0)
            return false;
        length = bits / 8;
        return true;
    }
}

namespace Winnow.Weights;

/// <summary>The element types that a safetensors file can state.</summary>
/// <remarks>
/// Every type is recognised, so that any valid file opens and can be listed; only <see cref="F32"/>, <see cref="F16"/>, <see cref="BF16"/>, <see cref="F64"/> and
/// <see cref="I8"/> with a scale for each row can be read as numbers.
/// </remarks>
public enum TensorType
{
    /// <summary>A truth value in one byte; <c>BOOL</c> in the file.</summary>
    Bool,

    /// <summary>A 4-bit float, two to a byte; <c>F4</c>.</summary>
    F4,

    /// <summary>A 6-bit float with 2 exponent bits; <c>F6_E2M3</c>.</summary>
    F6E2M3,

    /// <summary>A 6-bit float with 3 exponent bits; <c>F6_E3M2</c>.</summary>
    F6E3M2,

    /// <summary>An unsigned byte; <c>U8</c>.</summary>
    U8,

    /// <summary>A signed byte; <c>I8</c>. As a weight it needs a scale for each row beside it.</summary>
    I8,

    /// <summary>An 8-bit float with 5 exponent bits; <c>F8_E5M2</c>.</summary>
    F8E5M2,

    /// <summary>An 8-bit float with 4 exponent bits; <c>F8_E4M3</c>.</summary>
    F8E4M3,

    /// <summary>A power of two in 8 bits, used for scales; <c>F8_E8M0</c>.</summary>
    F8E8M0,

    /// <summary>An 8-bit float with 4 exponent bits and no negative zero; <c>F8_E4M3FNUZ</c>.</summary>
    F8E4M3Fnuz,

    /// <summary>An 8-bit float with 5 exponent bits and no negative zero; <c>F8_E5M2FNUZ</c>.</summary>
    F8E5M2Fnuz,

    /// <summary>A signed 16-bit integer; <c>I16</c>.</summary>
    I16,

    /// <summary>An unsigned 16-bit integer; <c>U16</c>.</summary>
    U16,

    /// <summary>An IEEE half; <c>F16</c>.</summary>
    F16,

    /// <summary>The upper half of an IEEE single; <c>BF16</c>.</summary>
    BF16,

    /// <summary>A signed 32-bit integer; <c>I32</c>.</summary>
    I32,

    /// <summary>An unsigned 32-bit integer; <c>U32</c>.</summary>
    U32,

    /// <summary>An IEEE single; <c>F32</c>.</summary>
    F32,

    /// <summary>A signed 64-bit integer; <c>I64</c>.</summary>
    I64,

    /// <summary>An unsigned 64-bit integer; <c>U64</c>.</summary>
    U64,

    /// <summary>An IEEE double; <c>F64</c>.</summary>
    F64,

    /// <summary>A complex number of two IEEE singles; <c>C64</c>.</summary>
    C64,
}

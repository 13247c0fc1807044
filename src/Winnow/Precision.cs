namespace Winnow;

/// <summary>The arithmetic of the matrix products.</summary>
public enum Precision
{
    /// <summary>IEEE single precision: the reference, equal to Hugging Face within 1e-4. Weights of 8 and 16 bits are widened at load.</summary>
    Float32,

    /// <summary>
    /// Weights of 8 bits with a scale for each output, activations of 8 bits with a scale for each token, sums of 32 bits. The default: several times as fast, and a logit moves by some hundredths.
    /// Attention is of 16-bit integers where the processor has VNNI; norms and the head stay in single precision. Weights of 16 and 32 bits are quantized at load.
    /// </summary>
    Int8,

    /// <summary>
    /// Weights and the inputs of layers rounded to bfloat16, sums in single precision: weights of half the size of <see cref="Float32"/>'s, up to 1.8 times its speed on processors with bfloat16
    /// instructions, and a logit moves by some thousandths. Attention, norms and the head stay in single precision. Weights are rounded at load, int8 weights widened before.
    /// </summary>
    BFloat16,
}

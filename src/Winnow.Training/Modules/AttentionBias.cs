using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>What is added to attention scores before the softmax: ALiBi's distances, and minus infinity at padding.</summary>
static class AttentionBias
{
    // Far below every score, and finite in every type: minus infinity throughout a row of padding would be NaN.
    const double Never = -3e4;

    /// <summary>Gives <c>-slope_h |i - j|</c>, [1, heads, length, length].</summary>
    public static Tensor Alibi(float[] slopes, long length, Device device)
    {
        using var scope = NewDisposeScope();
        Tensor positions = arange(length, dtype: float32, device: device);
        Tensor distances = (positions.unsqueeze(1) - positions.unsqueeze(0)).abs();
        return (tensor(slopes, [1, slopes.Length, 1, 1], device: device) * -distances).MoveToOuterDisposeScope();
    }

    /// <summary>Gives 0 at tokens and a very low number at padding, [sequences, 1, 1, length].</summary>
    public static Tensor Padding(Tensor mask) => ((1 - mask) * Never).unsqueeze(1).unsqueeze(1);

    /// <summary>Puts the biases of two segments and of the ways between them together, [1, heads, first + second, first + second].</summary>
    /// <param name="first">The bias within the first segment.</param>
    /// <param name="second">The bias within the second segment.</param>
    /// <param name="gates">What each head adds between the segments, [heads].</param>
    public static Tensor Joined(Tensor first, Tensor second, Tensor gates)
    {
        long heads = gates.shape[0], a = first.shape[^1], b = second.shape[^1];
        Tensor between = gates.view(1, heads, 1, 1);
        Tensor above = cat([first, between.expand(1, heads, a, b)], -1);
        Tensor below = cat([between.expand(1, heads, b, a), second], -1);
        return cat([above, below], -2);
    }
}

using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>A function of the scores of candidate lists that training makes small.</summary>
/// <remarks>
/// <para>The value is the mean over the terms of the whole batch: candidates, pairs, relevant candidates or lists, as each loss says. Padding is no term; without any term the value is 0,
/// with zero gradients. All is computed where the scores are, without waiting for the device.</para>
/// <para>Losses hold no state: they are safe for concurrent use.</para>
/// </remarks>
public abstract class RankingLoss
{
    /// <summary>Gets the name with the parameters that differ from their defaults, as <see cref="RankingLosses.Parse"/> reads it.</summary>
    public abstract string Name { get; }

    /// <summary>Computes the loss.</summary>
    /// <param name="batch">The scores, with what the loss compares them with.</param>
    /// <returns>A scalar through which gradients flow back to the scores; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException">The tensors are not float32, not of one shape with two dimensions, or not on one device.</exception>
    public Tensor Compute(RankingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return ComputeClean(batch.Clean()).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss of a batch that holds zeros at padding, inside a dispose scope.</summary>
    protected internal abstract Tensor ComputeClean(RankingBatch batch);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

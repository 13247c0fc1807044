using System.Globalization;
using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>A weighted sum of losses: Σ weight · loss.</summary>
/// <remarks>The losses need what each of them needs. Their values are on different scales, so weights are no shares.</remarks>
public sealed class WeightedLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="terms">The losses with their weights, one or more, each weight above 0.</param>
    /// <exception cref="ArgumentException">There is no loss.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not a number above 0.</exception>
    public WeightedLoss(params IEnumerable<(double Weight, RankingLoss Loss)> terms)
    {
        Terms = [.. terms];
        if (Terms.Count == 0)
            throw new ArgumentException("There is no loss to sum up.", nameof(terms));
        foreach ((double weight, _) in Terms)
            Positive.Check(weight);
    }

    /// <summary>Gets the losses with their weights.</summary>
    public IReadOnlyList<(double Weight, RankingLoss Loss)> Terms { get; }

    /// <inheritdoc/>
    public override string Name => string.Join(',', Terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Loss.Name}:{term.Weight}")));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
        => Terms.Select(term => term.Loss.ComputeClean(batch) * term.Weight).Aggregate((sum, term) => sum + term);
}

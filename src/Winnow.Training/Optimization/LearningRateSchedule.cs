namespace Winnow.Training.Optimization;

/// <summary>The learning rate of each step: a warm-up along a straight line, then a decay to a floor.</summary>
/// <remarks>
/// <para>With W = warm-up fraction · steps, rounded, step n from 0 has the rate peak · (n + 1) / W while n &lt; W, so that the first step moves already and the last of the warm-up has the peak. After
/// it, with x = (n − W) / (steps − W), the rate is peak · (f + (1 − f) · d) where f is the floor's fraction and d is 1 − x (linear) or (1 + cos πx) / 2 (cosine). From n = steps on it is the
/// floor.</para>
/// <para>The cosine is that of Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017, without restarts. Safe for concurrent use.</para>
/// </remarks>
public sealed record LearningRateSchedule
{
    /// <summary>The default of <see cref="WarmupFraction"/>.</summary>
    public const double DefaultWarmupFraction = 0.1;

    /// <summary>Creates a schedule.</summary>
    /// <param name="peak">The highest rate, above 0.</param>
    /// <param name="steps">The number of steps of the training, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The peak is not a number above 0, or the steps are fewer than 1.</exception>
    public LearningRateSchedule(double peak, int steps)
    {
        if (!double.IsFinite(peak) || peak <= 0)
            throw new ArgumentOutOfRangeException(nameof(peak), peak, "The learning rate must be a number above 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Peak = peak;
        Steps = steps;
    }

    /// <summary>Gets the highest rate.</summary>
    public double Peak { get; }

    /// <summary>Gets the number of steps of the training.</summary>
    public int Steps { get; }

    /// <summary>Gets the share of the steps in which the rate rises, from 0 to 1.</summary>
    /// <value>The default is 0.1.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public double WarmupFraction { get; init => field = CheckFraction(value, nameof(WarmupFraction)); } = DefaultWarmupFraction;

    /// <summary>Gets how the rate falls after the warm-up.</summary>
    /// <value>The default is linear.</value>
    public LearningRateDecay Decay { get; init; }

    /// <summary>Gets the share of the peak that the rate falls to, from 0 to 1.</summary>
    /// <value>The default is 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public double FloorFraction { get; init => field = CheckFraction(value, nameof(FloorFraction)); }

    /// <summary>Gives the rate of a step.</summary>
    /// <param name="step">The number of steps before it, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public double At(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        int warmup = (int)Math.Round(WarmupFraction * Steps);
        if (step < warmup)
            return Peak * (step + 1) / warmup;
        if (step >= Steps)
            return Peak * FloorFraction;
        double progress = (double)(step - warmup) / (Steps - warmup);
        double share = Decay == LearningRateDecay.Cosine ? (1 + Math.Cos(Math.PI * progress)) / 2 : 1 - progress;
        return Peak * (FloorFraction + ((1 - FloorFraction) * share));
    }

    static double CheckFraction(double value, string name)
        => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 0 to 1.");
}

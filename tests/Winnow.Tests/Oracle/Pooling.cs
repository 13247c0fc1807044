namespace Winnow.Tests.Oracle;

/// <summary>The ways from the states of all tokens to one vector. No row is padding here.</summary>
static class Pooling
{
    public static double[] Mean(double[][] states) => Combine(states, (a, b) => a + b, 1.0 / states.Length);

    public static double[] MeanSqrtLength(double[][] states) => Combine(states, (a, b) => a + b, 1 / Math.Sqrt(states.Length));

    public static double[] Max(double[][] states) => Combine(states, Math.Max, 1);

    public static double[] Normalize(double[] x)
    {
        double norm = Math.Max(Math.Sqrt(x.Sum(v => v * v)), 1e-12);
        return [.. x.Select(v => v / norm)];
    }

    static double[] Combine(double[][] states, Func<double, double, double> fold, double factor) =>
        [.. Enumerable.Range(0, states[0].Length).Select(d => states.Select(s => s[d]).Aggregate(fold) * factor)];
}

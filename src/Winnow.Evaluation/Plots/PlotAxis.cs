using System.Globalization;

namespace Winnow.Evaluation.Plots;

/// <summary>An axis: its range, its ticks and where values lie on it.</summary>
sealed class PlotAxis
{
    static readonly double[] Factors = [1, 2, 5, 10, 20];

    readonly bool _logarithmic;

    PlotAxis(bool logarithmic, double least, double most, double[] ticks, string[] labels)
    {
        _logarithmic = logarithmic;
        Least = least;
        Most = most;
        Ticks = ticks;
        Labels = labels;
    }

    /// <summary>Gets the beginning, on the axis.</summary>
    public double Least { get; }

    /// <summary>Gets the end, on the axis.</summary>
    public double Most { get; }

    /// <summary>Gets where ticks are, on the axis.</summary>
    public double[] Ticks { get; }

    /// <summary>Gets what stands at each tick.</summary>
    public string[] Labels { get; }

    /// <summary>Gets where a value lies on the axis.</summary>
    public double Position(double value) => _logarithmic ? Math.Log10(value) : value;

    /// <summary>Creates an axis whose ticks are round numbers.</summary>
    /// <param name="values">What has to fit.</param>
    /// <param name="fromZero">Whether it begins at 0, as it must where lengths are compared.</param>
    public static PlotAxis Linear(IEnumerable<double> values, bool fromZero = false)
    {
        double[] all = [.. values];
        double least = fromZero || all.Length == 0 ? 0 : all.Min(), most = all.Length == 0 ? 1 : all.Max();
        if (most - least < 1e-9)
            (least, most) = fromZero ? (0, least > 0 ? least : 1) : (least - 0.05, most + 0.05);
        double step = Step(most - least);
        least = fromZero ? 0 : Math.Floor(least / step) * step;
        most = Math.Ceiling(most / step) * step;
        double[] ticks = [.. Enumerable.Range(0, (int)Math.Round((most - least) / step) + 1).Select(i => least + (i * step))];
        string format = step >= 1 ? "N0" : $"F{(int)Math.Ceiling(-Math.Log10(step) - 1e-9)}";
        return new(false, least, most, ticks, [.. ticks.Select(tick => tick.ToString(format, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Creates an axis on which equal ratios are equally long, if the values span more than a factor of five; else one of equal differences.</summary>
    /// <param name="values">What has to fit; all above 0.</param>
    public static PlotAxis LogarithmicIfWide(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0 || all.Min() <= 0 || all.Max() / all.Min() < 5)
            return Linear(all.Length == 0 ? all : [.. all, all.Max() * 1.15, all.Min() * 0.85]);
        double least = Math.Log10(all.Min()) - 0.12, most = Math.Log10(all.Max()) + 0.12;
        double[] steps = most - least > 3 ? [1] : [1, 2, 5];
        double[] ticks =
        [
            .. Enumerable.Range((int)Math.Floor(least), (int)Math.Ceiling(most) - (int)Math.Floor(least) + 1)
                .SelectMany(power => steps.Select(step => Math.Log10(step) + power))
                .Where(tick => tick >= least && tick <= most),
        ];
        return new(true, least, most, ticks, [.. ticks.Select(tick => Math.Pow(10, tick).ToString(tick < 0 ? "0.#####" : "#,0", CultureInfo.InvariantCulture))]);
    }

    /// <summary>Creates an axis of named places: 0, 1, 2 and so on.</summary>
    public static PlotAxis Named(IReadOnlyList<string> names) =>
        new(false, -0.5, Math.Max(1, names.Count) - 0.5, [.. Enumerable.Range(0, names.Count).Select(i => (double)i)], [.. names]);

    // 1, 2 or 5 times a power of ten, for four to nine steps.
    static double Step(double range)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range)) - 1);
        return Factors.Select(factor => factor * power).First(step => range / step <= 7);
    }
}

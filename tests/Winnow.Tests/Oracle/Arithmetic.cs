namespace Winnow.Tests.Oracle;

/// <summary>The few operations that every family is made of. A sequence of n tokens is an array of n rows.</summary>
static class Arithmetic
{
    /// <summary><c>x W' + b</c>, with W stored [out, in] as in the files.</summary>
    public static double[] Linear(double[] x, Tensor weight, Tensor? bias)
    {
        if (weight.Columns != x.Length)
            throw new InvalidDataException($"'{weight.Name}' takes {weight.Columns} values, not {x.Length}.");
        var y = new double[weight.Rows];
        for (int o = 0; o < weight.Rows; o++)
        {
            double sum = bias is null ? 0 : bias.Values[o];
            for (int i = 0; i < x.Length; i++)
                sum += weight.Values[o * weight.Columns + i] * x[i];
            y[o] = sum;
        }
        return y;
    }

    public static double[][] Linear(double[][] x, Tensor weight, Tensor? bias) => [.. x.Select(row => Linear(row, weight, bias))];

    /// <summary><c>(x - mean) / sqrt(var + eps) * w + b</c> with the biased variance.</summary>
    public static double[] LayerNorm(double[] x, Tensor weight, Tensor? bias, double eps)
    {
        double mean = x.Average();
        double variance = x.Average(v => (v - mean) * (v - mean));
        double scale = 1 / Math.Sqrt(variance + eps);
        return [.. x.Select((v, i) => (v - mean) * scale * weight.Values[i] + (bias is null ? 0 : bias.Values[i]))];
    }

    public static double[][] LayerNorm(double[][] x, Tensor weight, Tensor? bias, double eps) =>
        [.. x.Select(row => LayerNorm(row, weight, bias, eps))];

    public static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    public static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, Add)];

    public static double[] Map(double[] x, Func<double, double> function) => [.. x.Select(function)];

    public static double[][] Map(double[][] x, Func<double, double> function) => [.. x.Select(row => Map(row, function))];

    /// <summary>The part of row x that belongs to one head.</summary>
    public static ReadOnlySpan<double> Head(double[] x, int head, int headSize) => x.AsSpan(head * headSize, headSize);

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Softmax in place; an entry of minus infinity becomes zero.</summary>
    public static void Softmax(Span<double> x)
    {
        double max = double.NegativeInfinity;
        foreach (double v in x)
            max = Math.Max(max, v);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] = Math.Exp(x[i] - max);
        for (int i = 0; i < x.Length; i++)
            x[i] /= sum;
    }

    /// <summary>
    /// Attention of every token to every token, head by head: <c>softmax(score(h, i, j)) v</c>.
    /// What a score is, with its scaling, its positions and its window, is the caller's matter.
    /// </summary>
    public static double[][] Attend(double[][] values, int heads, Func<int, int, int, double> score)
    {
        int n = values.Length;
        int headSize = values[0].Length / heads;
        var context = new double[n][];
        var weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            context[i] = new double[values[0].Length];
            for (int h = 0; h < heads; h++)
            {
                for (int j = 0; j < n; j++)
                    weights[j] = score(h, i, j);
                Softmax(weights);
                for (int j = 0; j < n; j++)
                {
                    for (int d = h * headSize; d < (h + 1) * headSize; d++)
                        context[i][d] += weights[j] * values[j][d];
                }
            }
        }
        return context;
    }
}

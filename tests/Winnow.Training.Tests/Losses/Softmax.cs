namespace Winnow.Training.Tests.Losses;

static class Softmax
{
    public static double[] Of(IEnumerable<double> numbers)
    {
        double[] exponentials = [.. numbers.Select(Math.Exp)];
        return [.. exponentials.Select(number => number / exponentials.Sum())];
    }
}

namespace Winnow.Tests.Oracle;

/// <summary>
/// The error function in double precision, by the series of NIST's DLMF 7.6.2 (Abramowitz and Stegun 7.1.6):
/// <c>erf(x) = 2/sqrt(pi) * exp(-x^2) * sum over n of 2^n x^(2n+1) / (1*3*5*...*(2n+1))</c>.
/// All terms have the sign of x, so nothing cancels and the relative error stays near 1e-15 at any x;
/// it needs about x^2 + 10|x| terms, which is why only an oracle can afford it.
/// </summary>
static class ErrorFunction
{
    /// <summary>From here on erf(x) differs from 1 by less than half a unit in the last place (erfc(6) is 2.2e-17).</summary>
    const double Saturation = 6;

    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        if (Math.Abs(x) >= Saturation)
            return Math.Sign(x);

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}

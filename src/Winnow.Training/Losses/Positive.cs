using System.Runtime.CompilerServices;

namespace Winnow.Training.Losses;

/// <summary>Checks the parameters of losses.</summary>
static class Positive
{
    /// <summary>The value, when it is a finite number above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Check(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a number above 0.");
}

namespace Winnow;

/// <summary>The names of <see cref="Precision"/> on command lines and in reports: <c>float32</c>, <c>int8</c> and <c>bf16</c>.</summary>
public static class PrecisionNames
{
    /// <summary>Gets the name of a precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of <see cref="Precision"/>.</exception>
    public static string Name(this Precision precision) => precision switch
    {
        Precision.Float32 => "float32",
        Precision.Int8 => "int8",
        Precision.BFloat16 => "bf16",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "No such precision."),
    };

    /// <summary>Finds the precision of a name, in upper or lower case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="precision">The precision.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string name, out Precision precision)
    {
        foreach (Precision known in Enum.GetValues<Precision>())
        {
            precision = known;
            if (known.Name().Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        precision = default;
        return false;
    }
}

using System.Globalization;

namespace Winnow.Training.Losses;

/// <summary>Writes the names of losses.</summary>
static class LossName
{
    /// <summary>The name with those parameters that differ from their defaults: <c>kl(temperature=2)</c>.</summary>
    public static string Of(string name, params ReadOnlySpan<(string Name, object Value, object Default)> parameters)
    {
        List<string> changed = [];
        foreach ((string parameter, object value, object standard) in parameters)
        {
            if (!value.Equals(standard))
                changed.Add(string.Create(CultureInfo.InvariantCulture, $"{parameter}={value}").ToLowerInvariant());
        }

        return changed.Count == 0 ? name : $"{name}({string.Join(',', changed)})";
    }
}

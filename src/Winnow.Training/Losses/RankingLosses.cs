using System.Globalization;
using System.Text.RegularExpressions;

namespace Winnow.Training.Losses;

/// <summary>Reads losses by name, with weights and parameters.</summary>
public static partial class RankingLosses
{
    static readonly Kind[] Kinds =
    [
        new("mse", [], static _ => new MseLoss()),
        new("marginmse", [], static _ => new MarginMseLoss()),
        new("ranknet", ["sigma"], static p => new RankNetLoss(p.Number("sigma") ?? 1)),
        new("listnet", ["labels", "temperature"], static p => new ListNetLoss(p.Labels() ?? ListLabels.Teacher, p.Number("temperature") ?? 1)),
        new("kl", ["temperature", "teachertemperature"], static p => new KlLoss(p.Number("temperature") ?? 1, p.Number("teachertemperature"))),
        new("lambda", ["labels", "mu", "sigma", "grades"],
            static p => new LambdaLoss(p.Labels() ?? ListLabels.Relevance, p.Number("mu") ?? 10, p.Number("sigma") ?? 1, p.Number("grades") ?? 4)),
        new("infonce", ["temperature"], static p => new InfoNceLoss(p.Number("temperature") ?? 1)),
        new("bce", ["positiveweight"], static p => new BceLoss(p.Number("positiveweight") ?? 1)),
    ];

    static readonly string Known = $"There are {string.Join(", ", Kinds.Select(Notate))}; separate several with commas, and give a weight after a colon, as in kl(temperature=2):1,infonce:0.3.";

    /// <summary>Reads a weighted sum of losses.</summary>
    /// <remarks>
    /// The names, in any case, with the parameters that each takes in brackets: <c>mse</c>, <c>marginmse</c>, <c>ranknet(sigma)</c>, <c>listnet(labels, temperature)</c>,
    /// <c>kl(temperature, teachertemperature)</c>, <c>lambda(labels, mu, sigma, grades)</c>, <c>infonce(temperature)</c>, <c>bce(positiveweight)</c>. <c>labels</c> is <c>teacher</c> or
    /// <c>relevance</c>, the others are numbers above 0; without them the defaults of the loss's class hold. The weight without a colon is 1. White space does not matter.
    /// </remarks>
    /// <param name="text">For instance <c>kl(temperature=2):1,infonce:0.3</c>.</param>
    /// <exception cref="WinnowException">A name or a parameter is not known or a number cannot be read; the message lists what there is.</exception>
    public static WeightedLoss Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(double, RankingLoss)> terms = [];
        // A comma inside brackets separates parameters.
        foreach (string part in Commas.Split(text).Select(part => part.Trim()))
        {
            if (part.Length == 0)
                throw new WinnowException($"The losses '{text}' lack a name at a comma. {Known}");
            terms.Add(ParseTerm(part));
        }

        return new(terms);
    }

    static (double Weight, RankingLoss Loss) ParseTerm(string term)
    {
        Match match = Notation.Match(term);
        if (!match.Success || Array.Find(Kinds, kind => kind.Name.Equals(match.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)) is not { } found)
            throw new WinnowException($"The loss '{term}' does not exist. {Known}");
        Group weight = match.Groups["weight"];
        Parameters parameters = new(term, []);
        foreach (string assignment in match.Groups["parameters"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
            string name = sides[0].ToLowerInvariant();
            if (sides.Length < 2 || !found.Parameters.Contains(name))
                throw new WinnowException($"The loss '{term}' has '{assignment}' in its brackets; {Takes(found)}");
            if (!parameters.Values.TryAdd(name, sides[1]))
                throw new WinnowException($"The loss '{term}' has {name} more than once.");
        }

        return (weight.Success ? Number(weight.Value, term, "the weight") : 1, found.Create(parameters));
    }

    static double Number(string text, string term, string what)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value > 0
            ? value
            : throw new WinnowException($"The loss '{term}' has '{text}' as {what}, which must be a number above 0.");

    static string Notate(Kind kind) => kind.Parameters.Length == 0 ? kind.Name : $"{kind.Name}({string.Join(", ", kind.Parameters)})";

    static string Takes(Kind kind) => kind.Parameters.Length == 0 ? $"{kind.Name} takes no parameters." : $"{kind.Name} takes {string.Join(", ", kind.Parameters.Select(name => name + "="))}.";

    [GeneratedRegex(@",(?![^()]*\))", RegexOptions.CultureInvariant)]
    static partial Regex Commas { get; }

    [GeneratedRegex(@"^(?<name>[A-Za-z]+)\s*(\((?<parameters>[^()]*)\))?\s*(:(?<weight>[^():]*))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    static partial Regex Notation { get; }

    sealed record Kind(string Name, string[] Parameters, Func<Parameters, RankingLoss> Create);

    // What stood in the brackets of one loss.
    sealed record Parameters(string Term, Dictionary<string, string> Values)
    {
        public double? Number(string name) => Values.TryGetValue(name, out string? text) ? RankingLosses.Number(text, Term, name) : null;

        public ListLabels? Labels()
        {
            if (!Values.TryGetValue("labels", out string? text))
                return null;
            return text.ToLowerInvariant() switch
            {
                "teacher" => ListLabels.Teacher,
                "relevance" => ListLabels.Relevance,
                _ => throw new WinnowException($"The loss '{Term}' has '{text}' as labels, which must be teacher or relevance."),
            };
        }
    }
}

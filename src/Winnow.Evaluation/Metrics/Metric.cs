using System.Globalization;
using System.Text.RegularExpressions;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Metrics;

/// <summary>Reads the names of metrics in the notation of ir_measures.</summary>
public static partial class Metric
{
    const string Known = "There are nDCG, nDCG@10, AP, AP@100, RR, RR@10, P@5, R@100 and Success@5, with any number after the @; "
        + "all but nDCG take (rel=2) before the @, the lowest grade that counts as relevant.";

    static readonly Kind[] Kinds =
    [
        new("nDCG", ["nDCG"], NeedsCutoff: false, static (cutoff, _) => new Ndcg(cutoff)),
        new("AP", ["AP", "MAP"], NeedsCutoff: false, static (cutoff, level) => new AveragePrecision(cutoff, level)),
        new("RR", ["RR", "MRR"], NeedsCutoff: false, static (cutoff, level) => new ReciprocalRank(cutoff, level)),
        new("P", ["P", "Precision"], NeedsCutoff: true, static (cutoff, level) => new PrecisionAt(cutoff!.Value, level)),
        new("R", ["R", "Recall"], NeedsCutoff: true, static (cutoff, level) => new RecallAt(cutoff!.Value, level)),
        new("Success", ["Success", "HitRate"], NeedsCutoff: true, static (cutoff, level) => new SuccessAt(cutoff!.Value, level)),
    ];

    /// <summary>Reads a name.</summary>
    /// <remarks>
    /// The names are <c>nDCG</c>, <c>AP</c> (or <c>MAP</c>), <c>RR</c> (or <c>MRR</c>), <c>P</c> (or <c>Precision</c>), <c>R</c> (or <c>Recall</c>) and <c>Success</c> (or
    /// <c>HitRate</c>), in any case. <c>@k</c> cuts the ranking; P, R and Success need it. <c>(rel=n)</c> before it sets the lowest grade that counts as relevant; without it that
    /// is 1. nDCG takes no <c>rel</c>: it uses the grades themselves.
    /// </remarks>
    /// <param name="name">For instance <c>nDCG@10</c> or <c>P(rel=2)@5</c>.</param>
    /// <exception cref="WinnowException">There is no such metric; the message lists those that exist.</exception>
    public static IMetric Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Match match = Notation.Match(name);
        if (!match.Success)
            throw Error(name, "does not exist.");
        string word = match.Groups["name"].Value;
        if (Array.Find(Kinds, kind => kind.Names.Contains(word, StringComparer.OrdinalIgnoreCase)) is not { } found)
            throw Error(name, "does not exist.");
        if (match.Groups["rel"].Success && found.Name == "nDCG")
            throw Error(name, "has a (rel=...), which nDCG does not take: it uses the grades themselves.");
        if (found.NeedsCutoff && !match.Groups["cutoff"].Success)
            throw Error(name, $"needs the number of ranks to look at, as in {found.Name}@10.");
        int level = Number(match.Groups["rel"], name, "after rel=") ?? RelevanceMetric.DefaultLevel;
        return found.Create(Number(match.Groups["cutoff"], name, "after the @"), level);
    }

    static int? Number(Group group, string name, string where)
    {
        if (!group.Success)
            return null;
        if (int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1)
            return number;
        throw Error(name, $"has '{group.Value}' {where}, which must be a whole number from 1.");
    }

    static WinnowException Error(string name, string reason) => new($"The metric {TrecLines.Quote(name)} {reason} {Known}");

    [GeneratedRegex(@"^(?<name>[A-Za-z]+)(\(rel=(?<rel>[^()@]*)\))?(@(?<cutoff>[^()@]*))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    static partial Regex Notation { get; }

    sealed record Kind(string Name, string[] Names, bool NeedsCutoff, Func<int?, int, IMetric> Create);
}

namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>All that a page is made of.</summary>
/// <param name="Beir">The report by BEIR's protocol.</param>
/// <param name="Rag">Hit rate and MRR, or null.</param>
/// <param name="Speed">The speed of models.</param>
sealed record ReportInputs(BeirNumbers Beir, RagNumbers? Rag, IReadOnlyList<SpeedNumbers> Speed)
{
    /// <summary>The length in tokens at which models are compared where all were measured at it.</summary>
    public const int UsualTokens = 128;

    /// <summary>Reads files in any order; each says of what kind it is.</summary>
    /// <exception cref="WinnowException">A file cannot be read, the report by BEIR's protocol is missing or there twice, or a data set or a model is in two files.</exception>
    public static ReportInputs Read(IReadOnlyList<string> paths)
    {
        (ReportField Report, ReportKind Kind)[] files = [.. paths.Select(ReportFile.Read).Select(report => (report, ReportFile.KindOf(report)))];
        ReportField[] beir = OfKind(files, ReportKind.Beir), rag = OfKind(files, ReportKind.Rag);
        if (beir.Length == 0)
            throw new WinnowException("No report of winnow eval beir is among the files. Give its report.json: quality comes from there.");
        if (beir.Length > 1)
            throw new WinnowException($"{beir[0].File} and {beir[1].File} are both reports of winnow eval beir. Give one of them.");
        return new(BeirNumbers.Read(beir[0]), rag.Length == 0 ? null : RagNumbers.Read(rag), ReadSpeed(files));
    }

    /// <summary>Gets the length that most speed reports have, the nearest to <see cref="UsualTokens"/> of those; null without any.</summary>
    public int? CommonTokens() => Speed
        .SelectMany(speed => speed.Lengths.Select(length => length.Tokens).Distinct())
        .CountBy(tokens => tokens)
        .OrderByDescending(count => count.Value)
        .ThenBy(count => Math.Abs(count.Key - UsualTokens))
        .ThenBy(count => count.Key)
        .Select(count => (int?)count.Key)
        .FirstOrDefault();

    static ReportField[] OfKind((ReportField Report, ReportKind Kind)[] files, ReportKind kind) =>
        [.. files.Where(file => file.Kind == kind).Select(file => file.Report)];

    static List<SpeedNumbers> ReadSpeed((ReportField Report, ReportKind Kind)[] files)
    {
        List<SpeedNumbers> speeds = [];
        foreach ((ReportField report, _) in files.Where(file => file.Kind == ReportKind.Speed))
        {
            SpeedNumbers speed = SpeedNumbers.Read(report);
            if (speeds.Exists(other => other.Model == speed.Model && other.Precision == speed.Precision))
                throw new WinnowException($"{report.File}: the speed of {speed.Model} in {speed.Precision} is in another file too. Leave one of them out.");
            speeds.Add(speed);
        }

        return speeds;
    }
}

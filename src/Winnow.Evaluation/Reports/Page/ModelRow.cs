using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports.Inputs;
using Winnow.Evaluation.Reports.Published;

namespace Winnow.Evaluation.Reports.Page;

/// <summary>A system with everything that the reports say of it.</summary>
/// <param name="Name">Its name in the report by BEIR's protocol, or that of its speed alone.</param>
/// <param name="Precision">Its arithmetic, or null for a first stage.</param>
/// <param name="Mark">How it looks in every picture.</param>
/// <param name="Ndcg">Its mean nDCG@10.</param>
/// <param name="HitRate">Its mean hit rate.</param>
/// <param name="Mrr">Its mean MRR.</param>
/// <param name="Speed">Its speed.</param>
sealed record ModelRow(string Name, string? Precision, PlotMark Mark, double? Ndcg, double? HitRate, double? Mrr, SpeedNumbers? Speed)
{
    const string Int8Suffix = ".int8";

    /// <summary>Gets the name of a model in one kind of arithmetic.</summary>
    public string FullName => Precision is null || Name.EndsWith(Int8Suffix, StringComparison.Ordinal) ? Name : $"{Name}, {Precision}";

    /// <summary>Puts together what belongs together: by name and arithmetic, where <c>eval beir</c> adds <c>.int8</c> to a name and states the arithmetic in its protocol.</summary>
    public static IReadOnlyList<ModelRow> All(ReportInputs inputs)
    {
        List<ModelRow> rows = [];
        foreach (BeirNumbers.Model model in inputs.Beir.Models)
        {
            string plain = model.Name.EndsWith(Int8Suffix, StringComparison.Ordinal) ? model.Name[..^Int8Suffix.Length] : model.Name;
            string precision = plain != model.Name || model.Protocol.Contains("int8", StringComparison.Ordinal) ? "int8" : "float32";
            SpeedNumbers? speed = inputs.Speed.FirstOrDefault(speed => speed.Model == plain && speed.Precision == precision);
            rows.Add(new(
                model.Name,
                precision,
                new(rows.Count),
                inputs.Beir.Mean(model.Name),
                inputs.Rag?.Mean(model.Name, result => result.HitRate),
                inputs.Rag?.Mean(model.Name, result => result.Mrr),
                speed));
        }

        foreach (SpeedNumbers speed in inputs.Speed.Where(speed => !rows.Exists(row => row.Speed == speed)))
            rows.Add(new(IsShape(speed) ? $"{speed.Model} (shape, random weights)" : speed.Model, speed.Precision, new(rows.Count), null, null, null, speed));
        return rows;
    }

    static bool IsShape(SpeedNumbers speed) => PublishedFigures.Models.Any(model => model.SpeedName == speed.Model);
}

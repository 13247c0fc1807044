using System.Globalization;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;

namespace Winnow.Cli.Output;

/// <summary>Tells how far an evaluation is: a progress line for each step, and a line that stays for each first stage and each result.</summary>
sealed class BeirProgressLine(CommandHost host) : IProgress<BeirProgress>, IProgress<BeirResult>, IDisposable
{
    readonly StepProgressLine _line = new(host);

    /// <summary>Says which first stage a data set gets.</summary>
    public IFirstStage Announce(BeirDataset dataset, IFirstStage stage)
    {
        Say($"{dataset.Name}: {dataset.Queries.Count} queries, {dataset.Documents.Count} documents, candidates by {stage.Protocol}");
        return stage;
    }

    /// <inheritdoc/>
    public void Report(BeirProgress value) => _line.Report(value.Step, value.Unit, value.Done, value.Total);

    /// <inheritdoc/>
    public void Report(BeirResult value) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{value.Dataset}: {value.System} nDCG@10 {value.Complete.Mean(BeirResult.Main):F4}"));

    /// <summary>Wipes the progress line.</summary>
    public void Dispose() => _line.Dispose();

    void Say(string text) => _line.Say($"winnow: {DisplayText.OneLine(text)}");
}

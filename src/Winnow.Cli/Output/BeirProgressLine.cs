using System.Globalization;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;

namespace Winnow.Cli.Output;

/// <summary>Tells how far an evaluation is: a progress line for each step, and a line that stays for each first stage and each result.</summary>
sealed class BeirProgressLine(CommandHost host) : IProgress<BeirProgress>, IProgress<BeirResult>, IDisposable
{
    readonly Lock _gate = new();
    ProgressLine? _line;
    string? _step;
    int _total;

    /// <summary>Says which first stage a data set gets.</summary>
    public IFirstStage Announce(BeirDataset dataset, IFirstStage stage)
    {
        Say($"{dataset.Name}: {dataset.Queries.Count} queries, {dataset.Documents.Count} documents, candidates by {stage.Protocol}");
        return stage;
    }

    /// <inheritdoc/>
    public void Report(BeirProgress value)
    {
        lock (_gate)
        {
            _total = value.Total;
            if (value.Step != _step)
            {
                _line?.Dispose();
                _step = value.Step;
                _line = ProgressLine.Start(host, $"{value.Unit} ({value.Step})", done => (double)done / _total);
            }

            _line?.Report(value.Done);
        }
    }

    /// <inheritdoc/>
    public void Report(BeirResult value) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{value.Dataset}: {value.System} nDCG@10 {value.Complete.Mean(BeirResult.Main):F4}"));

    /// <summary>Wipes the progress line.</summary>
    public void Dispose() => _line?.Dispose();

    void Say(string text)
    {
        lock (_gate)
        {
            _line?.Dispose();
            host.Error.WriteLine($"winnow: {DisplayText.OneLine(text)}");
        }
    }
}

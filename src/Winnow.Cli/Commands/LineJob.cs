using Winnow.Cli.Input;
using Winnow.Cli.Output;
using Winnow.Evaluation.Lines;

namespace Winnow.Cli.Commands;

/// <summary>The loop that score, tokenize and embed share: JSON lines in, JSON lines out, in order, a batch at a time.</summary>
static class LineJob
{
    /// <summary>Answers each line of the input.</summary>
    /// <param name="input">The lines.</param>
    /// <param name="host">Where the answers go.</param>
    /// <param name="unit">What is counted in the progress line.</param>
    /// <param name="read">Makes an item of a line.</param>
    /// <param name="weigh">The length of an item in characters.</param>
    /// <param name="answer">Writes a batch's answers: the items, how many came before them, where to write, whom to tell.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="WinnowException">A line cannot be used; all lines before it were answered.</exception>
    public static void Run<T>(
        InputFile input,
        CommandHost host,
        string unit,
        Func<JsonLine, T> read,
        Func<T, long> weigh,
        Action<List<T>, long, JsonLinesWriter, IProgress<int>?> answer,
        CancellationToken cancellationToken)
    {
        using var output = new JsonLinesWriter(host.Output);
        using var progress = ProgressLine.Start(host, unit, _ => input.Fraction);
        using var ahead = new ReadAhead<T>(JsonLine.Read(input.Stream, input.Name, read), weigh, cancellationToken);
        long before = 0;
        while (ahead.Next() is { } batch)
        {
            progress?.Before = before;
            answer(batch, before, output, progress);
            output.Flush();
            before += batch.Count;
            progress?.Before = before;
            progress?.Report(0);
        }

        if (before == 0)
            throw new WinnowException($"{input.Name}: there is no line to work on: the input is empty or has only blank lines.");
    }
}

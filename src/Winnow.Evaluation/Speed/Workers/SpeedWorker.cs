using System.Globalization;
using Winnow.Evaluation.Speed.Measures;
using Winnow.Evaluation.Speed.Rivals;

namespace Winnow.Evaluation.Speed.Workers;

/// <summary>What a process of one engine does: it reads a command on each line and answers with a line.</summary>
/// <remarks>
/// <code>
/// load VOCABULARY                      loaded SECONDS
/// run LENGTH PAIRS SECONDS             ran PAIRS SECONDS     a batch of equal lengths, again and again for so long
/// mixed BATCH SECONDS LENGTH,LENGTH    ran PAIRS SECONDS     sorted by length into batches of so many, or 0 for all at once as they come
/// memory                               peak BYTES
/// </code>
/// Any of them may answer <c>error MESSAGE</c> where the user can help it, and <c>failed MESSAGE</c> where not. The end of the input ends the worker.
/// </remarks>
public static class SpeedWorker
{
    /// <summary>The name of Winnow's own engine.</summary>
    public const string Winnow = "winnow";

    /// <summary>The name of ONNX Runtime.</summary>
    public const string OnnxRuntime = "onnxruntime";

    /// <summary>Serves commands until the input ends.</summary>
    /// <param name="side"><see cref="Winnow"/> or <see cref="OnnxRuntime"/>.</param>
    /// <param name="model">A model folder, or for ONNX Runtime an exported file.</param>
    /// <param name="precision">The arithmetic; ONNX Runtime has it from the file.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="input">The commands.</param>
    /// <param name="output">The answers.</param>
    /// <exception cref="WinnowException">There is no such side.</exception>
    public static void Serve(string side, string model, Precision precision, int threads, TextReader input, TextWriter output)
    {
        using IWorkerSide engine = side switch
        {
            Winnow => new WinnowSide(model, precision, threads),
            OnnxRuntime => new OnnxRuntimeSide(model, threads),
            _ => throw new WinnowException($"There is no engine '{side}'. Engines: {Winnow}, {OnnxRuntime}."),
        };
        Serve(engine, input, output);
    }

    internal static void Serve(IWorkerSide side, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var session = new Session(side);
        while (input.ReadLine() is { } line)
        {
            string answer;
            try
            {
                answer = session.Answer(line);
            }
            catch (WinnowException error)
            {
                answer = "error " + error.Message.ReplaceLineEndings(" ");
            }
#pragma warning disable CA1031 // Whatever goes wrong belongs to the other process, which tells the user.
            catch (Exception error)
#pragma warning restore CA1031
            {
                answer = $"failed {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}";
            }

            output.Write(answer + "\n");
            output.Flush();
        }
    }

    sealed class Session(IWorkerSide side)
    {
        string _prepared = "";
        Action _run = () => { };

        public string Answer(string line) => line.Split(' ') switch
        {
            ["load", var vocabulary] => Load(Int(vocabulary)),
            ["run", var length, var pairs, var seconds] => Run(0, [.. Enumerable.Repeat(Int(length), Int(pairs))], seconds),
            ["mixed", var batch, var seconds, var lengths] => Run(Int(batch), [.. lengths.Split(',').Select(Int)], seconds),
            ["memory"] => $"peak {PeakMemory.Read().ToString(CultureInfo.InvariantCulture)}",
            _ => throw new FormatException($"'{line}' is no command of a worker."),
        };

        string Load(int vocabulary)
        {
            (_, double seconds) = TimedRuns.Repeat(() => side.Load(vocabulary), TimeSpan.Zero, CancellationToken.None);
            return string.Create(CultureInfo.InvariantCulture, $"loaded {seconds}");
        }

        string Run(int batchSize, int[] lengths, string seconds)
        {
            // Rounds repeat a command; its inputs are made once.
            string wanted = $"{batchSize} {string.Join(',', lengths)}";
            if (wanted != _prepared)
                _run = side.Prepare(Batches(batchSize, lengths));
            _prepared = wanted;
            var time = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
            (int count, double taken) = TimedRuns.Repeat(_run, time, CancellationToken.None);
            return string.Create(CultureInfo.InvariantCulture, $"ran {(long)count * lengths.Length} {taken}");
        }

        static List<int[]> Batches(int size, int[] lengths) => size == 0 ? [lengths] : [.. lengths.Order().Chunk(size)];

        static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}

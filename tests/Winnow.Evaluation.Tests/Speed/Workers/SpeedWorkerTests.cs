using System.Globalization;
using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Evaluation.Tests.Speed.Workers;

public sealed class SpeedWorkerTests
{
    [Fact]
    public void Serve_GoldenModel_AnswersEachCommandOnALine()
    {
        string[] answers = Serve("load 1500", "run 16 4 0.001", "mixed 0 0.001 10,30,20", "memory");
        Assert.Equal(4, answers.Length);
        Assert.Matches(@"^loaded [0-9.E-]+$", answers[0]);
        Assert.Matches(@"^ran \d+ [0-9.E-]+$", answers[1]);
        Assert.Equal(0, Pairs(answers[1]) % 4);
        Assert.Equal(0, Pairs(answers[2]) % 3);
        Assert.Matches(@"^peak \d+$", answers[3]);
    }

    [Fact]
    public void Serve_WrongCommands_SaysSoAndGoesOn() =>
        Assert.Equal(
            [
                "failed FormatException: 'jump' is no command of a worker.",
                "failed InvalidOperationException: The model is not loaded.",
                "failed FormatException: 'run 16' is no command of a worker.",
            ],
            Serve("jump", "run 16 4 0", "run 16"));

    [Fact]
    public void Serve_ModelThatDoesNotLoad_IsTheUsersError()
    {
        using var output = new StringWriter();
        SpeedWorker.Serve("winnow", Path.Combine(AppContext.BaseDirectory, "Fixtures"), Precision.Float32, 1, new StringReader("load 10\n"), output);
        Assert.StartsWith($"error {AppContext.BaseDirectory}", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_UnknownSide_IsRefused()
    {
        using var output = new StringWriter();
        var error = Assert.Throws<WinnowException>(() => SpeedWorker.Serve("abacus", "m", Precision.Float32, 1, TextReader.Null, output));
        Assert.Equal("There is no engine 'abacus'. Engines: winnow, onnxruntime.", error.Message);
    }

    [Fact]
    public void Serve_Mixed_SortsIntoBatchesForARivalAndLeavesTheOrderToWinnow()
    {
        using var side = new RecordingSide();
        using var output = new StringWriter();
        SpeedWorker.Serve(side, new StringReader("mixed 2 0 30,10,20,40,15\nmixed 0 0 30,10,20\nmixed 0 0 30,10,20\nrun 7 3 0\n"), output);
        Assert.Equal(["10,15 20,30 40", "30,10,20", "7,7,7"], side.Prepared);
        Assert.Equal(4, side.Runs);
    }

    static int Pairs(string answer) => int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);

    static string[] Serve(params string[] commands)
    {
        using var output = new StringWriter();
        SpeedWorker.Serve("winnow", GoldenFolder.Of("jina-bert-int8"), Precision.Int8, 1, new StringReader(string.Join('\n', commands)), output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    sealed class RecordingSide : IWorkerSide
    {
        public List<string> Prepared { get; } = [];

        public int Runs { get; private set; }

        public void Load(int vocabulary)
        {
        }

        public Action Prepare(IReadOnlyList<int[]> batches)
        {
            Prepared.Add(string.Join(' ', batches.Select(batch => string.Join(',', batch))));
            return () => Runs++;
        }

        public void Dispose()
        {
        }
    }
}

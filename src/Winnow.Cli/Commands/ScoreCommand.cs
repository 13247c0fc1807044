using System.CommandLine;
using Winnow.Cli.Input;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow score</c>: a score for each line of query and document, in order, while the input still comes in.</summary>
sealed class ScoreCommand : CliCommand
{
    readonly Option<string?> _model = SharedOptions.Model();
    readonly Option<string?> _input = SharedOptions.Input("JSON Lines, each an object with a query and a document (blank lines are skipped and not counted)");
    readonly PairFields _fields = new();
    readonly EngineArguments _engine = new();

    public ScoreCommand()
        : base("score", "Score pairs of query and document: JSON lines in, {\"index\",\"logit\",\"score\"} lines out, in order.")
    {
        Add(_model);
        Add(_input);
        _fields.AddTo(this);
        Add(SharedOptions.LineFormat());
        _engine.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow score --input pairs.jsonl > scores.jsonl",
        "echo '{\"query\": \"capital of France\", \"document\": \"Paris\"}' | winnow score",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        var (query, document) = _fields.Names(arguments);
        using var input = InputFile.Open(arguments.GetValue(_input), host);
        using var scorer = host.Engine.LoadReranker(arguments.GetValue(_model), _engine.Read(arguments));
        LineJob.Run(
            input,
            host,
            "pairs",
            line => new TextPair(line.Text(query), line.Text(document)),
            pair => pair.Query.Length + pair.Document.Length,
            (pairs, before, output, progress) =>
            {
                foreach (var score in scorer.Score(pairs, progress, cancellationToken))
                {
                    output.Json.WriteStartObject();
                    output.Json.WriteNumber("index"u8, before++);
                    output.Json.WriteNumber("logit"u8, score.Logit);
                    output.Json.WriteNumber("score"u8, score.Score);
                    output.Json.WriteEndObject();
                    output.EndLine();
                }
            },
            cancellationToken);
        return ExitCode.Done;
    }
}

using System.CommandLine;
using System.Text.Json;
using Winnow.Cli.Engine;
using Winnow.Cli.Input;
using Winnow.Cli.Output;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow tokenize</c>: the token ids that a model sees for each line.</summary>
sealed class TokenizeCommand : CliCommand
{
    readonly Option<string?> _model = SharedOptions.Model();
    readonly Option<string?> _input = SharedOptions.Input("JSON Lines, each an object with a query and a document, or with a text (blank lines are skipped)");
    readonly TextItemFields _fields = new();
    readonly Option<bool> _truncate = SharedOptions.Switch("--truncate", "Cut to the model's limit, as scoring does: the end of the longer text first.");
    readonly Option<int?> _maxTokens = SharedOptions.Number("--max-tokens", "Cut to N tokens, special tokens included; implies --truncate.", 1, int.MaxValue);

    public TokenizeCommand()
        : base("tokenize", "Show the tokens of texts or pairs: JSON lines in, {\"input_ids\",\"token_type_ids\"} lines out. Needs no weights, but for --truncate without --max-tokens.")
    {
        Add(_model);
        Add(_input);
        _fields.AddTo(this);
        Add(_truncate);
        Add(_maxTokens);
        // The same command line serves score and tokenize; these change nothing here.
        Add(SharedOptions.LineFormat());
        Add(SharedOptions.Threads());
        Add(SharedOptions.Precision());
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow tokenize --model my-model --input pairs.jsonl",
        "echo '{\"text\": \"hello\"}' | winnow tokenize --model my-model --truncate",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        using var input = InputFile.Open(arguments.GetValue(_input), host);
        var tokenizer = host.Engine.LoadTokenizer(arguments.GetValue(_model));
        int? limit = arguments.GetValue(_maxTokens) ?? (arguments.GetValue(_truncate) ? tokenizer.MaxTokens : null);
        LineJob.Run(
            input,
            host,
            "lines",
            _fields.Reader(arguments),
            item => item.Length,
            (items, _, output, progress) =>
            {
                foreach (var item in items)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Write(output, tokenizer, item, limit);
                }
            },
            cancellationToken);
        return ExitCode.Done;
    }

    static void Write(JsonLinesWriter output, IPairTokenizer tokenizer, TextItem item, int? limit)
    {
        var encoding = item.Second is null ? tokenizer.Encode(item.First, limit) : tokenizer.EncodePair(item.First, item.Second, limit);
        output.Json.WriteStartObject();
        WriteArray(output.Json, "input_ids", encoding.Ids);
        WriteArray(output.Json, "token_type_ids", encoding.TypeIds);
        output.Json.WriteEndObject();
        output.EndLine();
    }

    static void WriteArray(Utf8JsonWriter json, string name, int[] values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}

using System.CommandLine;
using Winnow.Cli.Engine;
using Winnow.Cli.Input;
using Winnow.Cli.Output;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow embed</c>: a vector for each line of text.</summary>
sealed class EmbedCommand : CliCommand
{
    readonly Option<string> _model = SharedOptions.RequiredModel();
    readonly Option<string?> _input = SharedOptions.Input("JSON Lines, each an object with a text, or with a query and a document (blank lines are skipped)");
    readonly TextItemFields _fields = new();
    readonly Option<string> _prompt = new("--prompt")
    {
        Description = "The prompt of the model folder to put before each text, for instance query. Without it: the folder's default.",
        HelpName = "NAME",
    };

    readonly EngineArguments _engine = new();

    public EmbedCommand()
        : base("embed", "Turn texts into vectors: {\"text\"} lines in, {\"embedding\"} lines out, in order.")
    {
        Add(_model);
        Add(_input);
        _fields.AddTo(this);
        Add(_prompt);
        Add(SharedOptions.LineFormat());
        _engine.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow embed --model my-embedder --input texts.jsonl > vectors.jsonl",
        "echo '{\"text\": \"warm jacket\"}' | winnow embed --model my-embedder --prompt query",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        using var input = InputFile.Open(arguments.GetValue(_input), host);
        using var embedder = host.Engine.LoadEmbedder(arguments.GetValue(_model)!, _engine.Read(arguments));
        var options = new EmbedOptions { PromptName = Prompt(arguments.GetValue(_prompt), embedder) };
        LineJob.Run(
            input,
            host,
            "texts",
            _fields.Reader(arguments),
            item => item.Length,
            (items, _, output, progress) =>
            {
                foreach (float[] vector in Embed(embedder, items, options, progress, cancellationToken))
                    Write(output, vector);
            },
            cancellationToken);
        return ExitCode.Done;
    }

    static string? Prompt(string? name, ITextEmbedder embedder)
    {
        if (name is null || embedder.PromptNames.Contains(name))
            return name;
        string names = string.Join(", ", embedder.PromptNames);
        throw new WinnowException($"The model has no prompt '{name}'. {(names.Length == 0 ? "It has none at all; leave --prompt out." : $"It has: {names}.")}");
    }

    /// <summary>Embeds a batch; where texts and pairs are mixed, each kind goes in one call and the vectors come back in the order of the lines.</summary>
    static float[][] Embed(
        ITextEmbedder embedder, List<TextItem> items, EmbedOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        var pairs = new List<TextPair>();
        foreach (var item in items)
        {
            if (item.Second is null)
                texts.Add(item.First);
            else
                pairs.Add(new TextPair(item.First, item.Second));
        }

        float[][] ofTexts = texts.Count == 0 ? [] : embedder.Embed(texts, options, progress, cancellationToken);
        float[][] ofPairs = pairs.Count == 0 ? [] : embedder.EmbedPairs(pairs, options, progress, cancellationToken);
        var vectors = new float[items.Count][];
        int text = 0, pair = 0;
        for (int i = 0; i < vectors.Length; i++)
            vectors[i] = items[i].Second is null ? ofTexts[text++] : ofPairs[pair++];
        return vectors;
    }

    static void Write(JsonLinesWriter output, float[] vector)
    {
        output.Json.WriteStartObject();
        output.Json.WriteStartArray("embedding"u8);
        foreach (float value in vector)
            output.Json.WriteNumberValue(value);
        output.Json.WriteEndArray();
        output.Json.WriteEndObject();
        output.EndLine();
    }
}

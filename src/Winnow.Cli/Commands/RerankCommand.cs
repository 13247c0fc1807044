using System.CommandLine;
using Winnow.Cli.Input;
using Winnow.Cli.Output;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow rerank</c>: puts documents into the order of their relevance to a query.</summary>
sealed class RerankCommand : CliCommand
{
    readonly Argument<string> _query = new("QUERY") { Description = "The question or search text." };

    readonly Argument<string[]> _documents = new("FILE or DOC")
    {
        Description = "Documents. The name of an existing file is read as a file: a text with a document on each line (blank lines only separate), "
            + "or .jsonl/.ndjson with an object on each line. Anything else is a document itself; put -- before documents that start with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<string?> _input = SharedOptions.Input("A further file of documents");
    readonly Option<bool> _jsonl = SharedOptions.Switch("--jsonl", "Read every file, and standard input, as JSON Lines.");
    readonly Option<bool> _blocks = SharedOptions.Switch("--blocks", "In plain text, a document is a block of lines between blank lines.");
    readonly Option<string> _field = SharedOptions.Field(
        "--field", "The JSON field that holds the text", "the first there is of text, document, content, passage, body");
    readonly Option<string> _titleField = SharedOptions.Field("--title-field", "A JSON field to put before the text, where an object has it", usual: null);
    readonly Option<int?> _top = SharedOptions.Number("--top", "Show only the N best documents.", 1, int.MaxValue);
    readonly Option<bool> _noDocuments = SharedOptions.Switch("--no-documents", "Leave the texts out of the JSON.");
    readonly Option<OutputFormat> _format = SharedOptions.Format("A table for people (the default), one JSON object, or a JSON object for each result.");
    readonly Option<string?> _model = SharedOptions.Model();
    readonly EngineArguments _engine = new();

    public RerankCommand()
        : base("rerank", "Put documents into the order of their relevance to a query.")
    {
        Add(_query);
        Add(_documents);
        Add(_input);
        Add(_jsonl);
        Add(_blocks);
        Add(_field);
        Add(_titleField);
        Add(_top);
        Add(_noDocuments);
        Add(_format);
        Add(_model);
        _engine.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow rerank \"how do I reset my password?\" help-center.txt --top 3",
        "winnow rerank \"capital of France\" \"Paris is the capital of France.\" \"Berlin is in Germany.\"",
        "cat products.jsonl | winnow rerank \"a warm jacket\" --field description --title-field name --format json",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string query = arguments.GetValue(_query)!;
        if (string.IsNullOrWhiteSpace(query))
            throw new WinnowException("The query is empty. Pass the question or search text as the first argument.");
        TextArgument.Check(query, "The query");

        var reader = new DocumentReader(host)
        {
            Field = arguments.GetValue(_field),
            TitleField = arguments.GetValue(_titleField),
            JsonLines = arguments.GetValue(_jsonl),
            Blocks = arguments.GetValue(_blocks),
        };
        var documents = reader.Read(arguments.GetValue(_documents) ?? [], arguments.GetValue(_input));

        using var scorer = host.Engine.LoadReranker(arguments.GetValue(_model), _engine.Read(arguments));
        var ranking = Rank(query, documents, scorer, host, cancellationToken);
        if (arguments.GetValue(_top) is { } top && top < ranking.Count)
            ranking.RemoveRange(top, ranking.Count - top);

        bool texts = !arguments.GetValue(_noDocuments);
        switch (arguments.GetValue(_format))
        {
            case OutputFormat.Json:
                RankingJson.WriteObject(host.Output, query, scorer.ModelName, ranking, texts);
                break;
            case OutputFormat.Jsonl:
                RankingJson.WriteLines(host.Output, ranking, texts);
                break;
            default:
                if (host.OutputRedirected)
                    PlainTable.Write(host.Output, ranking);
                else
                    TerminalTable.Write(host, ranking);
                break;
        }

        return ExitCode.Done;
    }

    static List<RankedDocument> Rank(
        string query, List<Document> documents, Engine.IPairScorer scorer, CommandHost host, CancellationToken cancellationToken)
    {
        var pairs = new TextPair[documents.Count];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new TextPair(query, documents[i].Text);

        PairScore[] scores;
        using (var progress = ProgressLine.Start(host, "documents", done => (double)done / pairs.Length))
            scores = scorer.Score(pairs, progress, cancellationToken);

        var ranking = new List<RankedDocument>(pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
            ranking.Add(new RankedDocument(i, scores[i], documents[i]));

        // By the logit, as the library ranks: a sigmoid rounds different large logits to the same 1. List.Sort is not stable, so the index decides between equals.
        ranking.Sort((a, b) => a.Score.Logit != b.Score.Logit ? b.Score.Logit.CompareTo(a.Score.Logit) : a.Index.CompareTo(b.Index));
        return ranking;
    }
}

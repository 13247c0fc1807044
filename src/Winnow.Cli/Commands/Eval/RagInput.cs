using System.CommandLine;
using Winnow.Chunking;
using Winnow.Cli.Output;
using Winnow.Evaluation.Rag;
using Winnow.Models;
using Winnow.Tokenization;

namespace Winnow.Cli.Commands.Eval;

/// <summary>The arguments that say where documents and questions come from, and how documents are cut.</summary>
sealed class RagInput
{
    readonly Argument<string?> _dataset = new("DATASET")
    {
        Description = "A data set in BEIR's layout (corpus.jsonl, queries.jsonl, qrels/test.tsv), a folder or a zip.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string?> _documents = new("--documents")
    {
        Description = "Documents of your own in place of DATASET, as lines {\"id\", \"text\"}, perhaps with \"title\".",
        HelpName = "FILE",
    };

    readonly Option<string?> _questions = new("--questions")
    {
        Description = "The questions about --documents, as lines {\"question\", \"document_id\"} or {\"question\", \"chunk_id\"}.",
        HelpName = "FILE",
    };

    readonly Option<string?> _split = new("--split") { Description = "The judgements of DATASET to use, a file in qrels/ without its ending. Without it: test.", HelpName = "NAME" };
    readonly Option<int?> _tokens = SharedOptions.Number(
        "--chunk-tokens", $"The longest chunk in tokens, special tokens not included. Without it: {ChunkOptions.DefaultMaxTokens}.", 1, int.MaxValue);

    readonly Option<int?> _overlap = SharedOptions.Number(
        "--chunk-overlap", "How many tokens a chunk repeats from the end of the one before it at most. Without it: 0.", 0, int.MaxValue);

    readonly Option<string?> _tokenizer = new("--chunk-model")
    {
        Description = "The model whose tokenizer counts the tokens of chunks. Without it: the default reranker, so that chunks do not depend on the models that are compared.",
        HelpName = "DIR|NAME",
    };

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_dataset);
        command.Add(_documents);
        command.Add(_questions);
        command.Add(_split);
        command.Add(_tokens);
        command.Add(_overlap);
        command.Add(_tokenizer);
    }

    /// <summary>Reads documents and questions.</summary>
    public RagDataset Read(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? dataset = arguments.GetValue(_dataset), documents = arguments.GetValue(_documents), questions = arguments.GetValue(_questions), split = arguments.GetValue(_split);
        if (dataset is null == (documents is null && questions is null))
            throw new WinnowException("Give either a data set or --documents and --questions, as in: winnow eval rag --documents docs.jsonl --questions questions.jsonl");
        if (documents is null != questions is null)
            throw new WinnowException($"{(documents is null ? "--questions needs --documents" : "--documents needs --questions")}: the two files belong together.");
        if (dataset is null && split is not null)
            throw new WinnowException("--split is for data sets in BEIR's layout. Leave it out.");
        string? model = arguments.GetValue(_tokenizer);
        if (new[] { dataset, documents, questions, split, model }.Contains(""))
            throw new WinnowException("A data set, --documents, --questions, --split or --chunk-model is empty text. Give a name.");

        string tokenizer = ModelInfo.FindTokenizer(model);
        var chunking = new RagChunking(
            new TextChunker(
                Tokenizer.Load(tokenizer),
                new ChunkOptions { MaxTokens = arguments.GetValue(_tokens) ?? ChunkOptions.DefaultMaxTokens, Overlap = arguments.GetValue(_overlap) ?? 0 }),
            Path.GetFileName(model is null ? Path.GetDirectoryName(tokenizer)! : Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))));
        return dataset is not null
            ? RagDataset.Load(dataset, chunking, split ?? "test", cancellationToken)
            : RagDataset.Read(documents!, questions!, chunking, cancellationToken);
    }

    /// <summary>Tells what was read, and what was left out of it.</summary>
    public static void Announce(CommandHost host, RagDataset dataset)
    {
        string name = DisplayText.OneLine(dataset.Chunks.Name);
        host.Error.WriteLine(
            $"winnow: {name}: {dataset.Chunks.Queries.Count} questions, {dataset.Documents} documents in {dataset.Chunks.Documents.Count} chunks of {DisplayText.OneLine(dataset.Chunking.Protocol)}");
        foreach (string note in dataset.Chunks.Notes)
            host.Error.WriteLine($"winnow: {name}: {note}");
    }
}

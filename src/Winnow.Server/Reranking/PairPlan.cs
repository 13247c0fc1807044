using Winnow.Chunking;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Reranking;

/// <summary>The pairs that answer a call: one for each document, several for one that is too long, and one for each of its passages where they are asked for.</summary>
/// <remarks>A document's score is that of its best piece, so that a long text is as good as what it says best. Passages do not count: asking for them changes no score.</remarks>
sealed class PairPlan
{
    // About a paragraph.
    const int SpanTokens = 96;

    readonly List<PlannedPair> _pairs = [];
    readonly List<Encoding> _encodings = [];

    PairPlan(RerankCall call) => Call = call;

    public RerankCall Call { get; }

    /// <summary>Gets what each pair is of.</summary>
    public IReadOnlyList<PlannedPair> Pairs => _pairs;

    /// <summary>Gets the pairs as the model reads them.</summary>
    public Encoding[] Encodings() => [.. _encodings];

    /// <summary>Gets the tokens of all pairs.</summary>
    public long Tokens => _encodings.Sum(encoding => (long)encoding.Ids.Length);

    /// <summary>Tokenizes a call for a model.</summary>
    /// <exception cref="ApiException">The query leaves no room for a document.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PairPlan Create(RerankCall call, ServedModel model, CancellationToken cancellationToken)
    {
        var plan = new PairPlan(call);
        int[] query = model.Layout.TokenizeQuery(call.Query, model.MaxTokens);
        int room = model.Layout.RoomForDocument(query, model.MaxTokens);
        if (room < 1)
            throw new ApiException(ApiFault.Invalid, $"The model reads {model.MaxTokens} tokens, which leaves no room for a document.", "query");
        for (int i = 0; i < call.Documents.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string text = call.Documents[i].Text;
            if (call.MaxTokensPerDocument is null && !call.Truncate && !Fits(text, room, model.Tokenizer))
                plan.AddPieces(i, text, new TextChunker(model.Tokenizer, new ChunkOptions { MaxTokens = room }), call.MaxChunks, false, query, model, cancellationToken);
            else
                plan.Add(new PlannedPair(i, null), query, text, model);
            if (call.Spans is not null)
                plan.AddPieces(i, text, new TextChunker(model.Tokenizer, new ChunkOptions { MaxTokens = Math.Min(SpanTokens, room) }), int.MaxValue, true, query, model, cancellationToken);
        }

        return plan;
    }

    // No token is longer than the text that it stands for, but a character outside of the vocabulary may have a token for each of its four bytes.
    static bool Fits(string text, int room, Tokenizer tokenizer) => text.Length <= room / 4 || tokenizer.Tokenize(text, room + 1).Length <= room;

    void AddPieces(int document, string text, TextChunker chunker, int most, bool span, int[] query, ServedModel model, CancellationToken cancellationToken)
    {
        foreach (TextChunk chunk in chunker.Split(text, cancellationToken).Take(most))
            Add(new PlannedPair(document, span ? chunk : null), query, chunk.Text, model);
    }

    void Add(PlannedPair pair, int[] query, string text, ServedModel model)
    {
        _pairs.Add(pair);
        _encodings.Add(model.Layout.Encode(query, text, model.MaxTokens, Call.MaxTokensPerDocument ?? int.MaxValue));
    }
}

/// <summary>What a pair is of.</summary>
/// <param name="Document">The document's place in the call.</param>
/// <param name="Span">The passage, or null where the pair is the document or a piece of it.</param>
readonly record struct PlannedPair(int Document, TextChunk? Span);

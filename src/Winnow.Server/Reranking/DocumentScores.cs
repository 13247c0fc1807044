using Winnow.Chunking;
using Winnow.Tokenization;

namespace Winnow.Server.Reranking;

/// <summary>Gathers the scores of pairs into those of documents.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
sealed class DocumentScores
{
    readonly PairPlan _plan;
    readonly PairScore?[] _best;
    readonly int[] _left;
    readonly int[] _tokens;
    readonly List<(TextChunk Chunk, PairScore Score)>[]? _spans;

    public DocumentScores(PairPlan plan, IReadOnlyList<Encoding> encodings)
    {
        _plan = plan;
        int documents = plan.Call.Documents.Count;
        _best = new PairScore?[documents];
        _left = new int[documents];
        _tokens = new int[documents];
        for (int i = 0; i < encodings.Count; i++)
        {
            _left[plan.Pairs[i].Document]++;
            _tokens[plan.Pairs[i].Document] += encodings[i].Ids.Length;
        }

        if (plan.Call.Spans is not null)
            _spans = [.. Enumerable.Range(0, documents).Select(_ => new List<(TextChunk, PairScore)>())];
    }

    /// <summary>Takes in a pair's score.</summary>
    /// <returns>The document, where that was its last pair.</returns>
    public RankedDocument? Add(int pair, PairScore score)
    {
        PlannedPair planned = _plan.Pairs[pair];
        if (planned.Span is { } span)
            _spans![planned.Document].Add((span, score));
        else if (_best[planned.Document] is not { } best || score.Logit > best.Logit)
            _best[planned.Document] = score;
        return --_left[planned.Document] == 0 ? Document(planned.Document) : null;
    }

    RankedDocument Document(int index)
    {
        RerankCall call = _plan.Call;
        PairScore score = _best[index]!.Value;
        return new RankedDocument(index, call.RawScores ? score.Logit : score.Score, score.Logit, _tokens[index], call.Documents[index], Spans(index));
    }

    RelevantSpan[]? Spans(int index)
    {
        if (_plan.Call.Spans is not { } options)
            return null;
        string text = _plan.Call.Documents[index].Text;
        return [.. _spans![index]
            .Where(span => span.Score.Score >= options.Threshold)
            .OrderByDescending(span => span.Score.Logit)
            .Take(options.MaxSpans)
            .Select(span => new RelevantSpan(
                CodePoints.Before(text, span.Chunk.Start), CodePoints.Before(text, span.Chunk.Start + span.Chunk.Length), span.Score.Score, span.Chunk.Text))];
    }
}

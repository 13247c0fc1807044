using System.Diagnostics;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Batching;

/// <summary>The pairs of one request on their way through the queue.</summary>
/// <remarks>Pairs are taken in their order. All but <see cref="Task"/> and <see cref="Cancel"/> belongs to the queue, under its lock or on its thread.</remarks>
sealed class ScoringJob
{
    readonly Encoding[] _pairs;
    readonly PairScore[] _scores;
    readonly Action<int, PairScore>? _scored;
    readonly TaskCompletionSource<PairScore[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _taken;
    int _done;

    public ScoringJob(ServedModel model, Encoding[] pairs, Action<int, PairScore>? scored, CancellationToken cancellationToken)
    {
        Model = model;
        _pairs = pairs;
        _scores = new PairScore[pairs.Length];
        _scored = scored;
        CancellationToken = cancellationToken;
        Tokens = pairs.Sum(pair => (long)pair.Ids.Length);
        TokensLeft = Tokens;
    }

    public ServedModel Model { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Gets the tokens of all pairs.</summary>
    public long Tokens { get; }

    /// <summary>Gets the tokens of the pairs that nobody has taken yet.</summary>
    public long TokensLeft { get; private set; }

    /// <summary>Gets when the job came, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Arrived { get; } = Stopwatch.GetTimestamp();

    /// <summary>Gets or sets when its first pairs were computed, or null before.</summary>
    public long? Started { get; private set; }

    /// <summary>Gets whether pairs wait to be taken.</summary>
    public bool HasMore => _taken < _pairs.Length;

    /// <summary>Gets the tokens of the next pair.</summary>
    public int NextLength => _pairs[_taken].Ids.Length;

    /// <summary>Gets the scores in the order of the pairs.</summary>
    public Task<PairScore[]> Task => _completion.Task;

    /// <summary>Takes the next pair.</summary>
    /// <returns>Its number.</returns>
    public int TakeNext()
    {
        Started ??= Stopwatch.GetTimestamp();
        TokensLeft -= NextLength;
        return _taken++;
    }

    /// <summary>Gets a pair by its number.</summary>
    public Encoding Pair(int index) => _pairs[index];

    /// <summary>Takes in a score; the last one completes the job.</summary>
    public void Done(int index, PairScore score)
    {
        _scores[index] = score;
        _scored?.Invoke(index, score);
        if (++_done == _scores.Length)
            _completion.TrySetResult(_scores);
    }

    /// <summary>Ends the job with an error.</summary>
    public void Fail(Exception error) => _completion.TrySetException(error);

    /// <summary>Ends the job because nobody waits for it any more.</summary>
    public void Cancel() => _completion.TrySetCanceled(CancellationToken);
}

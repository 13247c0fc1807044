using Winnow.Evaluation.Scorers;

namespace Winnow.Evaluation.Tests.Scorers;

/// <summary>A model whose scores come from a rule, and which may be stopped on its way.</summary>
sealed class FakeScorer(string name = "fake") : ICandidateScorer
{
    public string Name => name;

    public string Protocol => $"the rule of {name}";

    public string Fingerprint => $"fingerprint of {name}";

    /// <summary>The queries that were really scored.</summary>
    public List<string> Asked { get; } = [];

    public Func<string, string, float> Rule { get; init; } = (query, document) => (float)Math.Sin(query.Length + (document.Length * 0.1));

    public Action<string> Before { get; init; } = _ => { };

    public bool Disposed { get; private set; }

    public float[] Score(string query, IReadOnlyList<string> documents, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        Before(query);
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(query);
        progress?.Report(documents.Count);
        return [.. documents.Select(document => Rule(query, document))];
    }

    public void Dispose() => Disposed = true;
}

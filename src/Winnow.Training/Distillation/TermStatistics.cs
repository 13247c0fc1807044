using System.Diagnostics;
using Winnow.Tokenization;
using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>In how many documents each token stands, and how long documents are.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
sealed class TermStatistics
{
    // Enough to keep all threads busy between two reports, and little to hold in memory.
    const int PartDocuments = 1024;

    readonly int[] _holders;
    readonly long _tokens;

    TermStatistics(int documents, long tokens, int[] holders) => (Documents, _tokens, _holders) = (documents, tokens, holders);

    /// <summary>Gets the number of documents, N.</summary>
    public int Documents { get; }

    /// <summary>Gets the mean length of a document in tokens.</summary>
    public double MeanLength => (double)_tokens / Documents;

    /// <summary>Counts over whole documents, however few of their tokens a training reads.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="tokenizer">What cuts them into tokens.</param>
    /// <param name="progress">Told how many documents are done, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static TermStatistics Count(IReadOnlyList<string> documents, Tokenizer tokenizer, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        var holders = new int[tokenizer.VocabularySize];
        // The last document in which a token was seen, from 1.
        var last = new int[holders.Length];
        var part = new int[PartDocuments][];
        long tokens = 0;
        var watch = Stopwatch.StartNew();
        progress?.Report(new StepProgress(0, documents.Count, null, 0));
        for (int done = 0; done < documents.Count;)
        {
            int start = done, count = Math.Min(PartDocuments, documents.Count - start);
            Parallel.For(0, count, parallel, i => part[i] = tokenizer.Tokenize(documents[start + i]));
            for (int i = 0; i < count; i++)
            {
                done++;
                tokens += part[i].Length;
                foreach (int token in part[i])
                {
                    holders[token] += last[token] < done ? 1 : 0;
                    last[token] = done;
                }
            }

            progress?.Report(new StepProgress(done, documents.Count, null, tokens / watch.Elapsed.TotalSeconds));
        }

        return new TermStatistics(documents.Count, tokens, holders);
    }

    /// <summary>Gives <c>ln(1 + (N - n + 0.5) / (n + 0.5))</c> for each entry of a vocabulary, where n documents hold the token, and 0 for special tokens.</summary>
    /// <remarks>Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the 1 keeps tokens of more than half of the documents above 0.</remarks>
    /// <param name="vocabulary">The number of entries.</param>
    /// <param name="special">The ids of special tokens, which stand for no text.</param>
    public float[] Idf(int vocabulary, IReadOnlySet<int> special)
    {
        var weights = new float[vocabulary];
        for (int token = 0; token < vocabulary; token++)
        {
            int holders = token < _holders.Length ? _holders[token] : 0;
            weights[token] = special.Contains(token) ? 0 : (float)Math.Log(1 + ((Documents - holders + 0.5) / (holders + 0.5)));
        }

        return weights;
    }
}

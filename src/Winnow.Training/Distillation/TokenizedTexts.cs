using Winnow.Tokenization;
using Winnow.Training.Modules;

namespace Winnow.Training.Distillation;

/// <summary>All texts of a training as tokens without special ones.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
sealed class TokenizedTexts
{
    // Enough to tell two tokenizers apart.
    const int MostSamples = 200;

    TokenizedTexts(int[][] queries, int[][] documents, string[] samples) => (Queries, Documents, Samples) = (queries, documents, samples);

    /// <summary>Gets some of the texts.</summary>
    public IReadOnlyList<string> Samples { get; }

    /// <summary>Gets the queries in their order.</summary>
    public int[][] Queries { get; }

    /// <summary>Gets the documents in their order.</summary>
    public int[][] Documents { get; }

    /// <summary>Tokenizes texts on all threads.</summary>
    public static TokenizedTexts Create(IReadOnlyList<string> queries, IReadOnlyList<string> documents, Tokenizer tokenizer, int maxTokens, CancellationToken cancellationToken)
    {
        int[][] All(IReadOnlyList<string> lines)
        {
            var tokens = new int[lines.Count][];
            Parallel.For(0, tokens.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => tokens[i] = tokenizer.Tokenize(lines[i], maxTokens));
            return tokens;
        }

        return new TokenizedTexts(All(queries), All(documents), [.. queries.Take(MostSamples), .. documents.Take(MostSamples)]);
    }

    /// <summary>Puts other texts behind these.</summary>
    public TokenizedTexts With(TokenizedTexts others) => new([.. Queries, .. others.Queries], [.. Documents, .. others.Documents], [.. Samples, .. others.Samples]);

    /// <summary>Gives each text as a bi-encoder reads it, documents first.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="prompts">The texts before queries and documents.</param>
    /// <param name="maxTokens">The most tokens, special ones included.</param>
    public PromptedTexts WithPrompts(Tokenizer tokenizer, FolderPrompts prompts, int maxTokens)
    {
        int[] query = tokenizer.Tokenize(prompts.Query), document = tokenizer.Tokenize(prompts.Document);
        int room = maxTokens - tokenizer.SingleOverhead, before = Array.IndexOf(tokenizer.SpecialTokens(1), false);
        int[] Put(int[] prompt, int[] text)
        {
            int[] whole = [.. prompt, .. text];
            return tokenizer.Assemble(whole.AsSpan(0, Math.Min(room, whole.Length))).Ids;
        }

        int[][] sequences = [.. Documents.Select(text => Put(document, text)), .. Queries.Select(text => Put(query, text))];
        return new PromptedTexts(sequences, [.. sequences.Select((_, i) => i < Documents.Length)], before + query.Length, before + document.Length);
    }
}

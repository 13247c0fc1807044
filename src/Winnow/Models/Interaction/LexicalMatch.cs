using Winnow.Tokenization;

namespace Winnow.Models.Interaction;

/// <summary>
/// The part of an interaction head's logit that counts exact matches, in the manner of BM25 over word pieces. States of a network blur rare names and numbers, which are all alike to it; this
/// term sees them as they are.
/// </summary>
/// <remarks>
/// <para>
/// <c>m = sum over the query's tokens q of t(q) f(q) / (f(q) + K), divided by sqrt(sum over the query's tokens q of t(q))</c>, with <c>K = k1 (1 - b + b |D| / L)</c>. t is a weight for each entry
/// of the vocabulary, an inverse document frequency; f counts the token in the document; |D| is the document's number of tokens. m is 0 where the sum of t is. Tokens of the query count as often as
/// they stand there; special tokens and prompts do not count, on neither side.
/// </para>
/// <para>
/// f / (f + K) is BM25's saturation, and K its length normalisation: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009. The root makes queries of different
/// lengths comparable: without it a long query would outweigh the cosine.
/// </para>
/// <para>Sums run in double precision in the order of the query's tokens, so that a pair has the same bits in every batch. Allocates nothing; safe for concurrent use.</para>
/// </remarks>
/// <param name="settings">k1, b and L.</param>
/// <param name="weight">What m is multiplied by in the logit.</param>
/// <param name="termWeights">t, one number an entry of the vocabulary.</param>
/// <param name="queryPrompt">The tokens of the query's prompt alone, without special tokens.</param>
/// <param name="documentPrompt">The tokens of the document's prompt alone, without special tokens.</param>
sealed class LexicalMatch(LexicalSettings settings, float weight, float[] termWeights, int[] queryPrompt, int[] documentPrompt)
{
    /// <summary>The tensor of the weight, [1].</summary>
    public const string WeightTensor = "lexical.weight";

    /// <summary>The tensor of the terms' weights, [vocabulary].</summary>
    public const string TermWeightsTensor = "lexical.term_weights";

    /// <summary>Gets k1, b and L.</summary>
    public LexicalSettings Settings => settings;

    /// <summary>Gets what m is multiplied by in the logit.</summary>
    public float Weight => weight;

    /// <summary>Gets t, one number an entry of the vocabulary.</summary>
    public ReadOnlySpan<float> TermWeights => termWeights;

    /// <summary>Loads the term of a folder.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="settings">What its config.json says of the term.</param>
    /// <param name="interaction">What it says of the prompts.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <exception cref="WinnowException">A tensor is malformed or out of range, or the tokenizer's special tokens are not one before a text and one behind it.</exception>
    public static LexicalMatch Load(ModelSource source, LexicalSettings settings, InteractionSettings interaction, Tokenizer tokenizer)
    {
        float[] termWeights = Interaction.TermWeights.Read(source, TermWeightsTensor);
        if (!SegmentText.Fits(tokenizer))
        {
            throw source.Config.Unsupported(
                LexicalSettings.SaturationField,
                "a lexical match needs a tokenizer that puts one special token before a text and one behind it, and tokenizer.json says otherwise. Use the tokenizer that the model was trained with.");
        }

        return new LexicalMatch(
            settings, source.Vector(WeightTensor, 1)[0], termWeights, tokenizer.Tokenize(interaction.QueryPrompt), tokenizer.Tokenize(interaction.DocumentPrompt));
    }

    /// <summary>Computes what the term adds to the logit, <c>weight m</c>.</summary>
    /// <param name="query">The query's tokens as the model reads them: [CLS], prompt, text, [SEP].</param>
    /// <param name="document">The document's tokens, likewise.</param>
    public float Score(ReadOnlySpan<int> query, ReadOnlySpan<int> document) => weight * Match(query, document);

    /// <summary>Computes m.</summary>
    /// <param name="query">The query's tokens as the model reads them: [CLS], prompt, text, [SEP].</param>
    /// <param name="document">The document's tokens, likewise.</param>
    public float Match(ReadOnlySpan<int> query, ReadOnlySpan<int> document)
    {
        query = Text(query, queryPrompt);
        document = Text(document, documentPrompt);
        double half = settings.Saturation * (1 - settings.LengthWeight + settings.LengthWeight * document.Length / settings.Length);
        double matched = 0, total = 0;
        foreach (int token in query)
        {
            double termWeight = termWeights[token];
            total += termWeight;
            int count = document.Count(token);
            // Without the question an empty document would divide 0 by 0 where b is 1.
            if (count > 0)
                matched += termWeight * (count / (count + half));
        }

        return total > 0 ? (float)(matched / Math.Sqrt(total)) : 0;
    }

    static ReadOnlySpan<int> Text(ReadOnlySpan<int> segment, ReadOnlySpan<int> prompt)
    {
        (int start, int end) = SegmentText.Find(segment, prompt);
        return segment[start..end];
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Tokenization;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Models.Interaction;

/// <summary>
/// The part of an interaction head's logit that looks at each token of the query by itself: is there a token in the document whose state is like its own? Means over a text let one well covered
/// word make up for another that the document does not speak of; this term does not.
/// </summary>
/// <remarks>
/// <para>
/// <c>u = mean over the query's tokens i of (1 - max over the document's tokens j of cos(s_i - c, s_j - c))^2</c>, and the logit loses <c>weight u</c>. s are the last states, c the usual state of a token,
/// without which all states look alike. Special tokens and prompts do not count, on neither side. u is 0 for a query without tokens, and a document without tokens has cosines of 0.
/// </para>
/// <para>
/// The maximum for each token is the late interaction of ColBERT (Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT", 2020);
/// the square makes the worst covered tokens count most.
/// </para>
/// <para>A pair's result depends on nothing but the pair. Allocates nothing once its memory has grown; safe for concurrent use with a memory for each caller.</para>
/// </remarks>
/// <param name="weight">What u is multiplied by.</param>
/// <param name="center">c, as long as a state.</param>
/// <param name="queryPrompt">The tokens of the query's prompt alone, without special tokens.</param>
/// <param name="documentPrompt">The tokens of the document's prompt alone, without special tokens.</param>
sealed unsafe class LateInteraction(float weight, float[] center, int[] queryPrompt, int[] documentPrompt)
{
    /// <summary>The tensor of the weight, [1].</summary>
    public const string WeightTensor = "late_interaction.weight";

    /// <summary>The tensor of the usual state of a token, [width].</summary>
    public const string CenterTensor = "late_interaction.center";

    /// <summary>Gets what u is multiplied by.</summary>
    public float Weight => weight;

    /// <summary>Gets the usual state of a token.</summary>
    public ReadOnlySpan<float> Center => center;

    /// <summary>Gets the tokens of the query's prompt.</summary>
    public ReadOnlySpan<int> QueryPrompt => queryPrompt;

    /// <summary>Gets the tokens of the document's prompt.</summary>
    public ReadOnlySpan<int> DocumentPrompt => documentPrompt;

    /// <summary>Finds out whether a folder has the term.</summary>
    /// <exception cref="WinnowException">It has one of the two tensors alone, or no interaction head to which they could belong.</exception>
    public static bool IsIn(ModelSource source)
    {
        bool hasWeight = source.Weights.Contains(WeightTensor), hasCenter = source.Weights.Contains(CenterTensor);
        if (hasWeight != hasCenter)
        {
            throw new WinnowException(
                $"{source.Weights.Folder}: the weights have the tensor \"{(hasWeight ? WeightTensor : CenterTensor)}\" without \"{(hasWeight ? CenterTensor : WeightTensor)}\", and late interaction needs both. Export the model again.");
        }

        if (hasWeight && !source.Config.Has(InteractionSettings.Field))
        {
            throw source.Config.Unsupported(
                InteractionSettings.Field,
                $"late interaction is a part of the interaction head, and the field is missing though the weights have the tensor \"{WeightTensor}\". Add the field, or remove the tensors late_interaction.*.");
        }

        return hasWeight;
    }

    /// <summary>Loads the term of a folder.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="interaction">What its config.json says of the prompts.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <exception cref="WinnowException">A tensor is malformed, or the tokenizer's special tokens are not one before a text and one behind it.</exception>
    public static LateInteraction Load(ModelSource source, InteractionSettings interaction, Tokenizer tokenizer)
    {
        if (!tokenizer.SpecialTokens(1).AsSpan().SequenceEqual([true, false, true]))
        {
            throw source.Config.Unsupported(
                InteractionSettings.Field,
                "late interaction needs a tokenizer that puts one special token before a text and one behind it, and tokenizer.json says otherwise. Use the tokenizer that the model was trained with.");
        }

        return new LateInteraction(
            source.Vector(WeightTensor, 1)[0], source.Vector(CenterTensor, source.HiddenSize), tokenizer.Tokenize(interaction.QueryPrompt), tokenizer.Tokenize(interaction.DocumentPrompt));
    }

    /// <summary>Computes what the term adds to the logit, <c>-weight u</c>.</summary>
    /// <param name="query">The query's tokens as the model reads them: [CLS], prompt, text, [SEP].</param>
    /// <param name="queryStates">Their last states.</param>
    /// <param name="document">The document's tokens, likewise.</param>
    /// <param name="documentStates">Their last states.</param>
    /// <param name="memory">The caller's memory, which grows as it is used.</param>
    public float Score(ReadOnlySpan<int> query, float* queryStates, ReadOnlySpan<int> document, float* documentStates, AlignedBuffer memory)
    {
        int size = center.Length;
        (int start, int end) = SegmentText.Find(query, queryPrompt);
        (int documentStart, int documentEnd) = SegmentText.Find(document, documentPrompt);
        int queries = end - start;
        if (queries == 0)
            return 0;
        // The query's directions, then one of the document's, then the largest cosines.
        float* directions = memory.EnsureCapacity((long)(queries + 1) * size + queries), direction = directions + (long)queries * size;
        var closest = new Span<float>(direction + size, queries);
        for (int i = 0; i < queries; i++)
            Direct(queryStates + (long)(start + i) * size, directions + (long)i * size);
        closest.Fill(documentStart == documentEnd ? 0 : float.NegativeInfinity);
        for (int token = documentStart; token < documentEnd; token++)
        {
            Direct(documentStates + (long)token * size, direction);
            for (int i = 0; i < queries; i++)
                closest[i] = MathF.Max(closest[i], Dot(directions + (long)i * size, direction, size));
        }

        double sum = 0;
        foreach (float cosine in closest)
            sum += (1.0 - cosine) * (1.0 - cosine);
        return (float)(-weight * (sum / queries));
    }

    /// <summary>Gets what tells this term from others, for fingerprints: a change of a few numbers does not show in samples of a weight file.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(weight));
        hash.AppendData(MemoryMarshal.AsBytes(Center));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // target = (state - c) / |state - c|; zeros where the state is the usual one.
    void Direct(float* state, float* target)
    {
        var vector = new Span<float>(target, center.Length);
        for (int i = 0; i < vector.Length; i++)
            vector[i] = state[i] - center[i];
        float length = MathF.Sqrt(Dot(target, target, vector.Length));
        Products.Scale(vector, 1 / MathF.Max(length, 1e-12f));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Dot(float* a, float* b, int size)
    {
        // Two sums, since one would wait for itself.
        Vec first = Vec.Zero, second = Vec.Zero;
        int i = 0;
        for (; i + 2 * Vec.Count <= size; i += 2 * Vec.Count)
        {
            first = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), first);
            second = Vector512.MultiplyAddEstimate(Vector512.Load(a + i + Vec.Count), Vector512.Load(b + i + Vec.Count), second);
        }

        float sum = Vector512.Sum(first + second);
        for (; i < size; i++)
            sum += a[i] * b[i];
        return sum;
    }
}

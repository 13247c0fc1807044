using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
/// <c>u = sum over the query's tokens i of t(q_i) (1 - max over the document's tokens j of cos(s_i - c, s_j - c))^2 / sum of t(q_i)</c>, and the logit loses <c>weight u</c>. t is what a token counts: a rare
/// one more than one of every sentence. s are the last states, c the usual state of a token, without which all states look alike. Special tokens and prompts do not count, on neither side. u is 0 for a query
/// whose tokens count nothing, and a document without tokens has cosines of 0.
/// </para>
/// <para>
/// The maximum for each token is the late interaction of ColBERT (Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT", 2020);
/// the square makes the worst covered tokens count most.
/// </para>
/// <para>
/// A pair's result depends on nothing but the pair: each cosine is summed in the same order, whatever stands beside it. A state that is NaN makes the result NaN. Allocates nothing once its memory has
/// grown; safe for concurrent use with a memory for each caller.
/// </para>
/// </remarks>
/// <param name="weight">What u is multiplied by.</param>
/// <param name="center">c, as long as a state.</param>
/// <param name="termWeights">t, one number an entry of the vocabulary; empty where all tokens count alike.</param>
/// <param name="queryPrompt">The tokens of the query's prompt alone, without special tokens.</param>
/// <param name="documentPrompt">The tokens of the document's prompt alone, without special tokens.</param>
sealed unsafe class LateInteraction(float weight, float[] center, float[] termWeights, int[] queryPrompt, int[] documentPrompt)
{
    /// <summary>The tensor of the weight, [1].</summary>
    public const string WeightTensor = "late_interaction.weight";

    /// <summary>The tensor of the usual state of a token, [width].</summary>
    public const string CenterTensor = "late_interaction.center";

    /// <summary>The tensor of what tokens count, [vocabulary].</summary>
    public const string TermWeightsTensor = "late_interaction.term_weights";

    // Tokens of the query that are compared with one of the document at a time: sums that do not wait for each other.
    const int Block = 4;

    /// <summary>Gets what u is multiplied by.</summary>
    public float Weight => weight;

    /// <summary>Gets the usual state of a token.</summary>
    public ReadOnlySpan<float> Center => center;

    /// <summary>Gets t, one number an entry of the vocabulary; empty where all tokens count alike.</summary>
    public ReadOnlySpan<float> TermWeights => termWeights;

    /// <summary>Finds out whether a folder has the term.</summary>
    /// <exception cref="WinnowException">It has some of the tensors without those that they need, or no interaction head to which they could belong.</exception>
    public static bool IsIn(ModelSource source)
    {
        bool hasWeight = source.Weights.Contains(WeightTensor), hasCenter = source.Weights.Contains(CenterTensor);
        if (hasWeight != hasCenter)
        {
            throw new WinnowException(
                $"{source.Weights.Folder}: the weights have the tensor \"{(hasWeight ? WeightTensor : CenterTensor)}\" without \"{(hasWeight ? CenterTensor : WeightTensor)}\", and late interaction needs both. Export the model again.");
        }

        if (!hasWeight && source.Weights.Contains(TermWeightsTensor))
        {
            throw new WinnowException(
                $"{source.Weights.Folder}: the weights have the tensor \"{TermWeightsTensor}\" without \"{WeightTensor}\" and \"{CenterTensor}\", whose part it is. Export the model again.");
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
        if (!SegmentText.Fits(tokenizer))
        {
            throw source.Config.Unsupported(
                InteractionSettings.Field,
                "late interaction needs a tokenizer that puts one special token before a text and one behind it, and tokenizer.json says otherwise. Use the tokenizer that the model was trained with.");
        }

        float[] termWeights = source.Weights.Contains(TermWeightsTensor) ? Interaction.TermWeights.Read(source, TermWeightsTensor) : [];
        return new LateInteraction(
            source.Vector(WeightTensor, 1)[0], source.Vector(CenterTensor, source.HiddenSize), termWeights, tokenizer.Tokenize(interaction.QueryPrompt), tokenizer.Tokenize(interaction.DocumentPrompt));
    }

    /// <summary>Computes what the term adds to the logit, <c>-weight u</c>.</summary>
    /// <param name="query">The query's tokens as the model reads them: [CLS], prompt, text, [SEP].</param>
    /// <param name="queryStates">Their last states.</param>
    /// <param name="document">The document's tokens, likewise.</param>
    /// <param name="documentStates">Their last states.</param>
    /// <param name="memory">The caller's memory, which grows as it is used.</param>
    public float Score(ReadOnlySpan<int> query, float* queryStates, ReadOnlySpan<int> document, float* documentStates, AlignedBuffer memory)
    {
        (int start, int end) = SegmentText.Find(query, queryPrompt);
        (int documentStart, int documentEnd) = SegmentText.Find(document, documentPrompt);
        int tokens = end - start;
        if (tokens == 0)
            return 0;

        // The directions of the query's tokens, then one of the document's, then the largest cosines. Zeros fill the last vector of a row and the last block of rows.
        int size = center.Length, width = RoundUp(size, Vec.Count), rows = RoundUp(tokens, Block);
        float* directions = memory.EnsureCapacity((long)(rows + 1) * width + rows), direction = directions + (long)rows * width, closest = direction + width;
        for (int i = 0; i < tokens; i++)
            Direct(queryStates + (long)(start + i) * size, directions + (long)i * width, width);
        new Span<float>(directions + (long)tokens * width, (rows - tokens) * width).Clear();
        new Span<float>(closest, rows).Fill(documentStart == documentEnd ? 0 : float.NegativeInfinity);
        for (int token = documentStart; token < documentEnd; token++)
        {
            Direct(documentStates + (long)token * size, direction, width);
            for (int i = 0; i < rows; i += Block)
                Compare(directions + (long)i * width, direction, width, closest + i);
        }

        double sum = 0, total = 0;
        for (int i = 0; i < tokens; i++)
        {
            double counts = termWeights.Length == 0 ? 1 : termWeights[query[start + i]], lack = 1.0 - closest[i];
            sum += counts * (lack * lack);
            total += counts;
        }

        return total > 0 ? (float)(-weight * (sum / total)) : 0;
    }

    static int RoundUp(int count, int multiple) => (count + multiple - 1) / multiple * multiple;

    // target = (state - c) / |state - c|, and zeros behind it; zeros alone where the state is the usual one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Direct(float* state, float* target, int width)
    {
        ref float usual = ref MemoryMarshal.GetArrayDataReference(center);
        Vec squares = Vec.Zero;
        int i = 0, size = center.Length;
        for (; i + Vec.Count <= size; i += Vec.Count)
        {
            Vec difference = Vector512.Load(state + i) - Vector512.LoadUnsafe(ref usual, (nuint)i);
            difference.Store(target + i);
            squares = Vector512.MultiplyAddEstimate(difference, difference, squares);
        }

        float sum = Vector512.Sum(squares);
        for (; i < size; i++)
        {
            target[i] = state[i] - center[i];
            sum += target[i] * target[i];
        }

        new Span<float>(target + size, width - size).Clear();
        Products.Scale(new Span<float>(target, size), 1 / MathF.Max(MathF.Sqrt(sum), 1e-12f));
    }

    // Raises the largest cosines of a block of rows to those with one more direction. The maximum keeps NaN.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Compare(float* rows, float* direction, int width, float* closest)
    {
        float* second = rows + width, third = second + width, fourth = third + width;
        Vec a = Vec.Zero, b = Vec.Zero, c = Vec.Zero, d = Vec.Zero;
        for (int i = 0; i < width; i += Vec.Count)
        {
            Vec x = Vector512.Load(direction + i);
            a = Vector512.MultiplyAddEstimate(Vector512.Load(rows + i), x, a);
            b = Vector512.MultiplyAddEstimate(Vector512.Load(second + i), x, b);
            c = Vector512.MultiplyAddEstimate(Vector512.Load(third + i), x, c);
            d = Vector512.MultiplyAddEstimate(Vector512.Load(fourth + i), x, d);
        }

        closest[0] = MathF.Max(closest[0], Vector512.Sum(a));
        closest[1] = MathF.Max(closest[1], Vector512.Sum(b));
        closest[2] = MathF.Max(closest[2], Vector512.Sum(c));
        closest[3] = MathF.Max(closest[3], Vector512.Sum(d));
    }
}

using Winnow.Models.Interaction;
using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>
/// The engine's <see cref="LateInteraction"/> with gradients: <c>u = sum over the query's tokens i of t_i (1 - max over the document's tokens j of cos(s_i - c, s_j - c))^2 / sum of t_i</c>. Gradients flow to the
/// states of each query token and of the document token nearest to it.
/// </summary>
static class UncoveredTokens
{
    // Below every cosine.
    const double Never = -2;

    /// <summary>Computes u.</summary>
    /// <param name="query">The queries' last states, [pairs, length, width].</param>
    /// <param name="counts">t: what the tokens of the query's text count, and 0 for all others, [pairs, length].</param>
    /// <param name="document">The documents' last states, [pairs, length, width].</param>
    /// <param name="documentText">1 for the tokens of the document's text and 0 for all others, [pairs, length].</param>
    /// <param name="center">c, the usual state of a token, [width].</param>
    /// <returns>[pairs]; 0 for queries whose tokens count nothing. A document without tokens has cosines of 0.</returns>
    public static Tensor Compute(Tensor query, Tensor counts, Tensor document, Tensor documentText, Tensor center)
    {
        using var scope = NewDisposeScope();
        Tensor cosines = Directions(query, center).matmul(Directions(document, center).transpose(1, 2));
        Tensor closest = cosines.masked_fill(documentText.eq(0).unsqueeze(1), Never).amax([2]).masked_fill(documentText.sum(1, keepdim: true).eq(0), 0);
        return (((1 - closest).square() * counts).sum(1) / counts.sum(1).clamp_min(1e-30)).MoveToOuterDisposeScope();
    }

    /// <summary>Gives what the tokens of texts count, and 0 for special tokens, prompts and padding, [sequences, length].</summary>
    /// <param name="sequences">The tokens as the layers read them.</param>
    /// <param name="prompt">The prompt's tokens alone.</param>
    /// <param name="termWeights">What each entry of the vocabulary counts; empty for 1.</param>
    /// <param name="length">The length with padding.</param>
    /// <param name="device">Where to put it.</param>
    public static Tensor TextMask(int[][] sequences, int[] prompt, ReadOnlySpan<float> termWeights, long length, Device device)
    {
        var mask = new float[sequences.Length * length];
        for (int row = 0; row < sequences.Length; row++)
        {
            (int start, int end) = SegmentText.Find(sequences[row], prompt);
            for (int i = start; i < end; i++)
                mask[(row * length) + i] = termWeights.IsEmpty ? 1 : termWeights[sequences[row][i]];
        }

        return tensor(mask, [sequences.Length, length], device: device);
    }

    static Tensor Directions(Tensor states, Tensor center) => nn.functional.normalize(states - center, dim: 2);
}

using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;

namespace Winnow.Models.Layers;

/// <summary>The layer of ModernBERT: each block works on the normalised input and is added to the input itself; queries and keys are rotated by position.</summary>
sealed unsafe class PreNormLayer(
    // The first layer has no norm before its attention: it follows that of the embeddings directly.
    LayerNorm? attentionNorm, LinearLayer query, LinearLayer keyValue, LinearLayer output, LayerNorm feedForwardNorm, FeedForward feedForward,
    RotaryEmbedding rotary, PositionBias positions)
    : TransformerLayer
{
    public override int InnerSize => feedForward.InnerSize;

    public override bool IsGated => feedForward.IsGated;

    public override PositionBias Positions => positions;

    public override void Project(float* x, int rows, int* positions, float* queries, float* keysValues, nint stride, LayerScratch scratch)
    {
        if (attentionNorm is not null)
        {
            attentionNorm.Apply(x, scratch.Rows, rows);
            x = scratch.Rows;
        }

        LayerInput input = query.Prepare(x, rows, scratch);
        if (queries != null)
        {
            query.Apply(input, queries, stride);
            rotary.Apply(queries, stride, query.Outputs, positions, rows);
        }

        if (keysValues != null)
        {
            keyValue.Apply(input, keysValues, stride);
            rotary.Apply(keysValues, stride, query.Outputs, positions, rows);
        }
    }

    public override void Finish(float* context, float* x, int rows, LayerScratch scratch)
    {
        int size = output.Outputs;
        var sum = new Span<float>(x, rows * size);
        var addend = new ReadOnlySpan<float>(scratch.Rows, rows * size);
        output.Apply(output.Prepare(context, rows, scratch), scratch.Rows, size);
        Products.Add(sum, addend);
        feedForwardNorm.Apply(x, scratch.Rows, rows);
        // The normalised rows are read for the last time by the first feed-forward layer, so the second may write over them.
        feedForward.Apply(scratch.Rows, scratch.Rows, rows, scratch);
        Products.Add(sum, addend);
    }
}

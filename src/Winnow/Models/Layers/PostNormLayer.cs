using Winnow.Models.Attention;

namespace Winnow.Models.Layers;

/// <summary>The layer of BERT and its kin: each block's sum with its input is normalised after it.</summary>
sealed unsafe class PostNormLayer(
    LinearLayer query, LinearLayer? keyValue, LinearLayer output, LayerNorm attentionNorm, FeedForward feedForward, LayerNorm outputNorm, PositionBias positions,
    AbsorbedKeyValue? absorbed = null)
    : TransformerLayer
{
    public override int InnerSize => feedForward.InnerSize;

    public override bool IsGated => feedForward.IsGated;

    public override PositionBias Positions => positions;

    public override AbsorbedKeyValue? Absorbed => absorbed;

    public override void Project(float* x, int rows, int* positions, float* queries, float* keysValues, nint stride, LayerScratch scratch)
    {
        LayerInput input = query.Prepare(x, rows, scratch);
        if (queries != null)
            query.Apply(input, queries, stride);
        if (keysValues != null)
            keyValue!.Apply(input, keysValues, stride);
    }

    public override void Finish(float* context, float* x, int rows, LayerScratch scratch)
    {
        output.Apply(output.Prepare(context, rows, scratch), scratch.Rows, output.Outputs);
        attentionNorm.AddAndApply(x, scratch.Rows, rows);
        feedForward.Apply(x, scratch.Rows, rows, scratch);
        outputNorm.AddAndApply(x, scratch.Rows, rows);
    }
}

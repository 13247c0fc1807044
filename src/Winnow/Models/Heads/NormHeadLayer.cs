using Winnow.Models.Layers;

namespace Winnow.Models.Heads;

/// <summary>A layer normalisation.</summary>
sealed unsafe class NormHeadLayer(LayerNorm norm, int size) : HeadLayer(size)
{
    public override void Apply(float* source, float* target, int rows) => norm.Apply(source, target, rows);
}

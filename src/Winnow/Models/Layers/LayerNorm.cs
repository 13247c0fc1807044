using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Layers;

/// <summary>The weights of a layer normalisation.</summary>
/// <param name="weight">One factor an element.</param>
/// <param name="bias">One addend an element, or empty for none.</param>
/// <param name="epsilon">Added to the variance.</param>
sealed unsafe class LayerNorm(float[] weight, float[] bias, float epsilon)
{
    /// <summary>Normalises rows; source and target may be the same.</summary>
    public void Apply(float* source, float* target, int rows)
    {
        int size = weight.Length;
        for (int row = 0; row < rows; row++, source += size, target += size)
            LayerNormalization.Apply(new ReadOnlySpan<float>(source, size), weight, bias, epsilon, new Span<float>(target, size));
    }

    /// <summary>Computes <c>x = norm(x + addend)</c>: the end of a post-norm block.</summary>
    public void AddAndApply(float* x, float* addend, int rows)
    {
        int size = weight.Length;
        for (int row = 0; row < rows; row++, x += size, addend += size)
            LayerNormalization.AddAndApply(new Span<float>(x, size), new ReadOnlySpan<float>(addend, size), weight, bias, epsilon);
    }
}

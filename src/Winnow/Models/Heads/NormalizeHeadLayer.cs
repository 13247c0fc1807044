using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Heads;

/// <summary>Scales a vector to length 1: <c>x / max(|x|, 1e-12)</c>.</summary>
sealed unsafe class NormalizeHeadLayer(int size) : HeadLayer(size)
{
    public override void Apply(float* source, float* target, int rows)
    {
        int width = OutputSize;
        for (int row = 0; row < rows; row++, source += width, target += width)
        {
            double squares = 0;
            for (int i = 0; i < width; i++)
                squares += (double)source[i] * source[i];
            var result = new Span<float>(target, width);
            new ReadOnlySpan<float>(source, width).CopyTo(result);
            Products.Scale(result, (float)(1 / Math.Max(Math.Sqrt(squares), 1e-12)));
        }
    }
}

namespace Winnow.Models.Heads;

/// <summary>Makes a logit of two vectors that lie side by side: <c>scale * a b / max(|a| |b|, 1e-12) + bias</c>.</summary>
/// <remarks>Sums run in double precision: a scale of some tens would show what float32 rounds away.</remarks>
/// <param name="size">The width of each of the two.</param>
/// <param name="scale">The factor of the cosine.</param>
/// <param name="bias">What is added.</param>
sealed unsafe class CosineHeadLayer(int size, float scale, float bias) : HeadLayer(1)
{
    public override void Apply(float* source, float* target, int rows)
    {
        for (int row = 0; row < rows; row++, source += 2 * size)
        {
            double product = 0, first = 0, second = 0;
            for (int i = 0; i < size; i++)
            {
                double a = source[i], b = source[size + i];
                product += a * b;
                first += a * a;
                second += b * b;
            }

            target[row] = (float)(scale * (product / Math.Max(Math.Sqrt(first) * Math.Sqrt(second), 1e-12)) + bias);
        }
    }
}

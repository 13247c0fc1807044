using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Kernels.MatMul;

public unsafe class TransposeTests
{
    [Fact]
    public void Rows_EveryShape_SwapsRowsAndColumns()
    {
        for (int rows = 0; rows <= 13; rows++)
        {
            for (int columns = 0; columns <= 13; columns++)
            {
                const int sourceStride = 20, targetStride = 17;
                float[] source = [.. Enumerable.Range(1, sourceStride * 14).Select(value => (float)value)];
                float[] target = new float[targetStride * 14];
                fixed (float* from = source, to = target)
                    Transpose.Rows(from, sourceStride, rows, columns, to, targetStride);
                for (int i = 0; i < target.Length; i++)
                {
                    (int column, int row) = Math.DivRem(i, targetStride);
                    Assert.Equal(row < rows && column < columns ? source[row * sourceStride + column] : 0, target[i]);
                }
            }
        }
    }
}

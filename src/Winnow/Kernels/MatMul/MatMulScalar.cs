namespace Winnow.Kernels.MatMul;

/// <summary>The plain product, one number at a time: what the other kernels are checked against.</summary>
sealed unsafe class MatMulScalar : MatMulKernel
{
    public override string Name => "scalar";

    public override int TileRows => 4;

    public override int PanelColumns => 8;

    public override int VectorColumns => 1;

    public override void Tile(int rows, int columns, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float sum = bias == null ? 0 : bias[column];
                for (int p = 0; p < k; p++)
                    sum += a[row * aStride + p] * b[p * bStride + column];
                c[row * cStride + column] = sum;
            }
        }
    }
}

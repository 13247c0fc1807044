using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int8;

/// <summary>The plain product, one number at a time: what the other kernels are checked against.</summary>
sealed unsafe class Int8Scalar : Int8Kernel
{
    public override string Name => "scalar";

    public override int TileRows => 4;

    public override int PanelColumns => 8;

    public override int VectorColumns => 1;

    public override void Tile(int rows, int columns, DotTile* tile)
    {
        for (int row = 0; row < rows; row++)
        {
            byte* a = tile->A + row * tile->AStride;
            float* c = tile->C + row * tile->CStride;
            for (int column = 0; column < columns; column++)
            {
                int sum = tile->Starts[column];
                for (nint p = 0; p < tile->Groups * GroupSize; p++)
                    sum += a[p] * tile->B[(p / GroupSize * PanelColumns + column) * GroupSize + p % GroupSize];
                if (tile->Scales == null)
                {
                    ((int*)c)[column] = sum;
                    continue;
                }

                float scaled = MathF.FusedMultiplyAdd(sum * tile->RowScales[row], tile->Scales[column], tile->Biases[column]);
                c[column] = MathF.FusedMultiplyAdd(tile->ColumnSums[column], tile->RowCenters[row], scaled);
            }
        }
    }
}

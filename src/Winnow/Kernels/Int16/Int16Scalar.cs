using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int16;

/// <summary>The plain product, one number at a time: what the other kernels are checked against.</summary>
sealed unsafe class Int16Scalar : Int16Kernel
{
    public override string Name => "scalar";

    public override int TileRows => 4;

    public override int PanelColumns => 8;

    public override int VectorColumns => 1;

    public override void Tile(int rows, int columns, DotTile* tile)
    {
        for (int row = 0; row < rows; row++)
        {
            short* a = (short*)(tile->A + row * tile->AStride);
            short* b = (short*)tile->B;
            float* c = tile->C + row * tile->CStride;
            for (int column = 0; column < columns; column++)
            {
                int sum = tile->Starts[column];
                for (nint p = 0; p < tile->Groups * GroupSize; p++)
                    sum += a[p] * b[(p / GroupSize * PanelColumns + column) * GroupSize + p % GroupSize];
                if (tile->Scales == null)
                    ((int*)c)[column] = sum;
                else
                    c[column] = MathF.FusedMultiplyAdd(sum * tile->RowScales[row], tile->Scales[column], tile->Biases[column]);
            }
        }
    }
}

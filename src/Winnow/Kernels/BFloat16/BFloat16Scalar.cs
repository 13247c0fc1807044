using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.BFloat16;

/// <summary>The plain product, one number at a time: what the other kernels are checked against.</summary>
sealed unsafe class BFloat16Scalar : BFloat16Kernel
{
    public override string Name => "scalar";

    public override int TileRows => 4;

    public override int PanelColumns => 8;

    public override int VectorColumns => 1;

    public override void Tile(int rows, int columns, DotTile* tile)
    {
        for (int row = 0; row < rows; row++)
        {
            ushort* a = (ushort*)(tile->A + row * tile->AStride);
            float* c = tile->C + row * tile->CStride;
            for (int column = 0; column < columns; column++)
            {
                ushort* b = (ushort*)tile->B + column * GroupSize;
                float sum = ((float*)tile->Starts)[column];
                for (nint group = 0; group < tile->Groups; group++)
                {
                    for (nint i = GroupSize - 1; i >= 0; i--)
                        sum += BFloat16Rounding.Widen(a[group * GroupSize + i]) * BFloat16Rounding.Widen(b[group * PanelColumns * GroupSize + i]);
                }

                c[column] = sum;
            }
        }
    }
}

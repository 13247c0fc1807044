using Winnow.Kernels.Int16;

namespace Winnow.Models.Attention;

/// <summary>What an online softmax knows of the queries of a tile: the largest score so far, the sum of weights, and what the latest block makes of older results.</summary>
/// <remarks>Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018.</remarks>
unsafe struct RunningSoftmax
{
    /// <summary>The largest score of each query so far.</summary>
    public fixed float Maxima[Int16Kernel.MaxTileRows];

    /// <summary>The sum of the weights of each query so far, relative to its maximum.</summary>
    public fixed float Sums[Int16Kernel.MaxTileRows];

    /// <summary>The factor by which the latest block shrinks the results of the blocks before it.</summary>
    public fixed float Factors[Int16Kernel.MaxTileRows];

    /// <summary>Forgets all about some queries.</summary>
    public void Begin(int row, int rows)
    {
        for (int i = row; i < row + rows; i++)
        {
            Maxima[i] = float.NegativeInfinity;
            Sums[i] = 0;
        }
    }

    /// <summary>Takes notice of a block that some queries do not see.</summary>
    public void KeepAll(int row, int rows)
    {
        for (int i = row; i < row + rows; i++)
            Factors[i] = 1;
    }

    /// <summary>Takes the largest scores of a block. NaN stays.</summary>
    public void RaiseMaxima(int row, int rows, float* maxima)
    {
        for (int i = row; i < row + rows; i++, maxima++)
        {
            float max = MathF.Max(Maxima[i], *maxima);
            // Before the first block there is nothing to shrink.
            Factors[i] = float.IsNegativeInfinity(Maxima[i]) ? 0 : max == Maxima[i] ? 1 : MathF.Exp(Maxima[i] - max);
            Maxima[i] = max;
        }
    }

    /// <summary>Adds the sums of the weights of a block.</summary>
    public void AddSums(int row, int rows, float* sums)
    {
        for (int i = row; i < row + rows; i++, sums++)
            Sums[i] = Sums[i] * Factors[i] + *sums;
    }
}

using Winnow.Kernels;

namespace Winnow.Models.Attention;

/// <summary>One worker's memory for the attention of one head.</summary>
sealed unsafe class AttentionScratch : IDisposable
{
    readonly AlignedBuffer _keys = new();
    readonly AlignedBuffer _scores = new();
    readonly AlignedBuffer _bias = new();

    /// <summary>Gives room for keys in panels.</summary>
    public float* EnsureKeys(int keys, int headSize, int panelWidth) => _keys.EnsureCapacity((long)(keys + panelWidth - 1) / panelWidth * panelWidth * headSize);

    /// <summary>Gives room for the scores of a tile of queries.</summary>
    public float* EnsureScores(int rows, int keys) => _scores.EnsureCapacity((long)rows * keys);

    /// <summary>Gives room for what a position bias prepares.</summary>
    public float* EnsureBias(long floats) => _bias.EnsureCapacity(floats);

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        _scores.Dispose();
        _bias.Dispose();
    }
}

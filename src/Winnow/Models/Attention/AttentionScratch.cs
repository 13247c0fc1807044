using Winnow.Kernels;
using Winnow.Kernels.Int16;

namespace Winnow.Models.Attention;

/// <summary>One worker's memory for the attention of one head.</summary>
sealed unsafe class AttentionScratch : IDisposable
{
    readonly AlignedBuffer _keys = new();
    readonly AlignedBuffer _scores = new();
    readonly AlignedBuffer _weights = new();
    readonly AlignedBuffer _part = new();
    readonly AlignedBuffer _bias = new();
    readonly AlignedBuffer _constants = new();

    /// <summary>Creates the memory, which grows as it is used.</summary>
    public AttentionScratch()
    {
        Zeros = _constants.EnsureCapacity(Int16Kernel.MaxPanelColumns + Int16Kernel.MaxTileRows);
        new Span<float>(Zeros, Int16Kernel.MaxPanelColumns).Clear();
        Ones = Zeros + Int16Kernel.MaxPanelColumns;
        new Span<float>(Ones, Int16Kernel.MaxTileRows).Fill(1);
    }

    /// <summary>Gets the queries of a piece as integers.</summary>
    public Int16Rows Queries { get; } = new();

    /// <summary>Gets the keys of a piece as integers.</summary>
    public Int16Panels Keys { get; } = new();

    /// <summary>Gets the values of a piece as integers.</summary>
    public Int16Panels Values { get; } = new();

    /// <summary>Gets a zero for each column of a panel.</summary>
    public float* Zeros { get; }

    /// <summary>Gets a one for each row of a tile.</summary>
    public float* Ones { get; }

    /// <summary>Gives room for keys in panels.</summary>
    public float* EnsureKeys(int keys, int headSize, int panelWidth) => _keys.EnsureCapacity((long)(keys + panelWidth - 1) / panelWidth * panelWidth * headSize);

    /// <summary>Gets the scores of a tile of queries.</summary>
    public float* Scores { get; private set; }

    /// <summary>Gets the weights of a tile of queries as integers.</summary>
    public short* Weights { get; private set; }

    /// <summary>Gets what a block of keys adds to the results of a tile of queries.</summary>
    public float* Part { get; private set; }

    /// <summary>Gives room for the scores of a tile of queries.</summary>
    public float* EnsureScores(int rows, int keys) => Scores = _scores.EnsureCapacity((long)rows * keys);

    /// <summary>Makes room for the scores and weights of a tile of queries, and for a part of its results.</summary>
    public void EnsureTile(int rows, int keys, int headSize)
    {
        EnsureScores(rows, keys);
        Weights = (short*)_weights.EnsureCapacity((long)rows * keys / 2);
        Part = _part.EnsureCapacity((long)rows * headSize);
    }

    /// <summary>Gives room for what a position bias prepares.</summary>
    public float* EnsureBias(long floats) => _bias.EnsureCapacity(floats);

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        _scores.Dispose();
        _weights.Dispose();
        _part.Dispose();
        _bias.Dispose();
        _constants.Dispose();
        Queries.Dispose();
        Keys.Dispose();
        Values.Dispose();
    }
}

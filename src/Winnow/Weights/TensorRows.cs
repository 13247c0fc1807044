namespace Winnow.Weights;

/// <summary>The rows of a matrix, found and checked once and then read one by one: for tables of which each text needs a few rows.</summary>
/// <remarks>Safe for concurrent use, without a lock, for as long as the weights that it came from are open.</remarks>
sealed class TensorRows
{
    readonly SafetensorsFile _file;
    readonly TensorInfo _tensor;
    readonly float[] _scales;

    internal TensorRows(SafetensorsFile file, TensorInfo tensor, float[] scales) => (_file, _tensor, _scales) = (file, tensor, scales);

    /// <summary>Reads some rows, widened to float32.</summary>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="destination">Where the elements go, row after row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The matrix does not have these rows.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have the length of the rows.</exception>
    /// <exception cref="WinnowException">The type cannot be read, or one of the rows has an element that is NaN or infinite.</exception>
    public void Read(long firstRow, int rows, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _tensor.Shape[0] - firstRow);
        long columns = _tensor.Shape[1];
        // Dividing keeps a huge row count times a huge width from wrapping round to the right length.
        if (rows > 0 && columns > 0 ? destination.Length % columns != 0 || destination.Length / columns != rows : !destination.IsEmpty)
            throw new ArgumentException($"The destination has {destination.Length} elements for {rows} rows of {columns}.", nameof(destination));
        TensorReader.Read(_file, _tensor, _scales, firstRow * columns, destination);
    }
}

namespace Winnow.Models.Attention;

/// <summary>Maps the distance of a query from a key, i - j, to a row of DeBERTa's table of relative positions.</summary>
/// <remarks>
/// <para>With buckets: distances up to m = buckets / 2 have a row each; farther ones share rows that widen by the logarithm,
/// <c>sign(d) (ceil(ln(|d| / m) / ln((max - 1) / m) (m - 1)) + m)</c>. Without buckets every distance has a row. The row is the result plus span, kept within 0 and 2 span - 1.</para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
sealed class RelativeBuckets
{
    // Row(d) for d = -_reach.._reach; farther distances have the rows of the two ends.
    readonly int[] _rows;
    readonly int _reach;

    /// <summary>Creates the map.</summary>
    /// <param name="buckets">The model's <c>position_buckets</c>, or 0 or less for none.</param>
    /// <param name="maxPositions">The model's largest relative position.</param>
    public RelativeBuckets(int buckets, int maxPositions)
    {
        Span = buckets > 0 ? buckets : maxPositions;
        // The logarithm reaches span soon after maxPositions; from there on every row is the last.
        _reach = 4 * Math.Max(maxPositions, Span);
        _rows = new int[2 * _reach + 1];
        for (int distance = -_reach; distance <= _reach; distance++)
            _rows[distance + _reach] = Math.Clamp(Bucket(distance, buckets, maxPositions) + Span, 0, 2 * Span - 1);
    }

    /// <summary>Gets half the number of rows.</summary>
    public int Span { get; }

    /// <summary>Gets the number of rows of the table.</summary>
    public int Rows => 2 * Span;

    /// <summary>Gets the row of a distance.</summary>
    public int Row(int distance) => _rows[Math.Clamp(distance, -_reach, _reach) + _reach];

    /// <summary>Gets the signed bucket of a distance, before it is moved and kept within the table.</summary>
    internal static int Bucket(int distance, int buckets, int maxPositions)
    {
        int middle = buckets / 2;
        int magnitude = Math.Abs(distance);
        if (buckets <= 0 || magnitude <= middle)
            return distance;
        // Exactly the last bucket: a logarithm that is off by one ulp must not make it the next.
        if (magnitude == maxPositions - 1)
            return Math.Sign(distance) * (2 * middle - 1);
        // With so many buckets for so few positions no logarithm is defined; distances that far do not occur in such a model.
        if (maxPositions - 1 <= middle)
            return Math.Sign(distance) * (2 * middle);
        // In float32, as the reference computes it: where the logarithm is a whole number the rounding decides.
        float share = MathF.Log((float)magnitude / middle) / MathF.Log((float)(maxPositions - 1) / middle);
        return Math.Sign(distance) * (int)(MathF.Ceiling(share * (middle - 1)) + middle);
    }
}

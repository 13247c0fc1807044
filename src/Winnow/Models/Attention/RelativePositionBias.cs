using Winnow.Kernels.MatMul;

namespace Winnow.Models.Attention;

/// <summary>
/// The disentangled attention of DeBERTa: <c>score(i, j) = scale * (q_i k_j + q_i kr_b + k_j qr_b)</c> with <c>b = bucket(i - j)</c>, where kr and qr are learned
/// keys and queries of relative positions (He et al., "DeBERTa", 2021; log buckets from DeBERTa-v2).
/// </summary>
/// <remarks>
/// The relative terms are products with at most 2 n - 1 rows, not n x n of them: both are computed for a block of queries at once and then looked up.
/// </remarks>
sealed unsafe class RelativePositionBias : PositionBias
{
    readonly PackedMatrix[]? _contentToPosition;
    readonly PackedMatrix[]? _positionToContent;
    readonly RelativeBuckets _buckets;
    readonly float _scale;

    /// <summary>Creates the bias of one layer.</summary>
    /// <param name="contentToPosition">For each head kr, a row a bucket; or null where the model has no such term.</param>
    /// <param name="positionToContent">For each head qr, a row a bucket; or null where the model has no such term.</param>
    /// <param name="buckets">Distances to rows.</param>
    /// <param name="scale">1 / sqrt(head size * number of terms).</param>
    public RelativePositionBias(PackedMatrix[]? contentToPosition, PackedMatrix[]? positionToContent, RelativeBuckets buckets, float scale)
    {
        _contentToPosition = contentToPosition;
        _positionToContent = positionToContent;
        _buckets = buckets;
        _scale = scale;
    }

    public override long ScratchFloats(int queries, int length) => (long)(queries + length) * _buckets.Rows;

    public override void Prepare(in AttentionHead head, float* scratch)
    {
        // Only buckets that occur: those of the smallest and largest distance enclose them.
        int first = _buckets.Row(head.FirstQuery - (head.Length - 1));
        int last = _buckets.Row(head.FirstQuery + head.QueryCount - 1);
        if (_contentToPosition is not null)
            Products(_contentToPosition[head.Head], first, last, head.QueryCount, head.Queries, head.QueryStride, scratch);
        if (_positionToContent is not null)
            Products(_positionToContent[head.Head], first, last, head.Length, head.Keys, head.KeyStride, scratch + (long)head.QueryCount * _buckets.Rows);
    }

    public override float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch)
    {
        int rows = _buckets.Rows;
        float* ofQuery = scratch + (long)(query - head.FirstQuery) * rows;
        float* ofKey = scratch + ((long)head.QueryCount + firstKey) * rows;
        float max = float.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++, ofKey += rows)
        {
            int row = _buckets.Row(query - (firstKey + i));
            float sum = scores[i];
            if (_contentToPosition is not null)
                sum += ofQuery[row];
            if (_positionToContent is not null)
                sum += ofKey[row];
            scores[i] = sum * _scale;
            max = MathF.Max(max, scores[i]);
        }

        return max;
    }

    static void Products(PackedMatrix relative, int firstRow, int lastRow, int count, float* x, nint stride, float* target)
    {
        int width = relative.Kernel.PanelColumns;
        Linear.Apply(relative, firstRow / width, lastRow / width + 1, count, x, stride, target, relative.Outputs);
    }
}

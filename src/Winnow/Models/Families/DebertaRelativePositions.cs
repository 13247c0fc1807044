using Winnow.Kernels;
using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>DeBERTa's table of relative positions, and the keys and queries that each layer makes of it once, at load.</summary>
sealed unsafe class DebertaRelativePositions
{
    readonly ModelSource _source;
    readonly RelativeBuckets _buckets;
    readonly float[] _table;
    readonly bool _contentToPosition;
    readonly bool _positionToContent;
    readonly bool _sharesProjections;

    /// <summary>Reads and norms the table.</summary>
    /// <exception cref="WinnowException">A field is missing, malformed or not supported.</exception>
    public DebertaRelativePositions(ModelSource source, string prefix, double epsilon)
    {
        _source = source;
        int buckets = source.Config.Int("position_buckets", -1, 1 << 20, -1);
        int positions = source.Config.Int("max_relative_positions", -1, 1 << 20, -1);
        if (positions < 1)
            positions = source.Config.Int("max_position_embeddings", 1, 1 << 20, 512);
        if (buckets is > 0 and < 4)
            throw source.Config.Unsupported("position_buckets", $"{buckets} buckets are too few for a logarithm; a model has 4 or more, or -1 for none.");
        _buckets = new RelativeBuckets(buckets, positions);
        _table = source.Table(prefix + "encoder.rel_embeddings.weight", _buckets.Rows, source.HiddenSize);

        List<string> terms = Terms(source);
        _contentToPosition = terms.Contains("c2p");
        _positionToContent = terms.Contains("p2c");
        _sharesProjections = source.Config.Flag("share_att_key", false);
        if (source.Config.Text("norm_rel_ebd", "none").Contains("layer_norm", StringComparison.Ordinal))
        {
            LayerNorm norm = source.Norm(prefix + "encoder.LayerNorm", source.HiddenSize, epsilon);
            fixed (float* table = _table)
                norm.Apply(table, table, _buckets.Rows);
        }
    }

    /// <summary>Gets 1 / sqrt(head size * number of terms). The terms of pos_att_type count even where relative_attention turns them off.</summary>
    public static float Scale(ModelSource source) => 1 / MathF.Sqrt((float)source.HiddenSize / source.Heads * (1 + Terms(source).Count));

    /// <summary>Makes the bias of a layer.</summary>
    /// <param name="attention">The start of the names of the layer's attention.</param>
    public RelativePositionBias Bias(string attention) => new(
        _contentToPosition ? Heads(attention + (_sharesProjections ? "key_proj" : "pos_key_proj")) : null,
        _positionToContent ? Heads(attention + (_sharesProjections ? "query_proj" : "pos_query_proj")) : null,
        _buckets,
        Scale(_source));

    static List<string> Terms(ModelSource source)
    {
        List<string> terms = [.. (source.Config.Texts("pos_att_type") ?? []).Distinct()];
        foreach (string term in terms)
        {
            if (term is not ("c2p" or "p2c"))
                throw source.Config.Unsupported("pos_att_type", $"the term \"{term}\" is not supported. Supported: c2p, p2c.");
        }

        return terms;
    }

    // The projected table, cut into heads and packed so that queries, or keys, can be multiplied with its rows.
    PackedMatrix[] Heads(string name)
    {
        int size = _source.HiddenSize, rows = _buckets.Rows, headSize = size / _source.Heads;
        using var temporary = new WeightMemory();
        PackedMatrix projection = _source.With(temporary).Float32(name, size, size);
        using var projected = new AlignedBuffer((long)rows * size);
        fixed (float* table = _table)
            Linear.Apply(projection, rows, table, size, projected.Pointer, size);

        var heads = new PackedMatrix[_source.Heads];
        var row = new float[headSize];
        for (int head = 0; head < heads.Length; head++)
        {
            heads[head] = new PackedMatrix(_source.Memory, _source.Kernel, rows, headSize, []);
            for (int i = 0; i < rows; i++)
            {
                projected.Span((long)i * size + head * headSize, headSize).CopyTo(row);
                heads[head].SetRows(i, row);
            }
        }

        return heads;
    }
}

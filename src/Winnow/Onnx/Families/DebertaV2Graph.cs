using Winnow.Models;
using Winnow.Models.Attention;
using Winnow.Models.Families;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>DeBERTa-v2 as a graph: <c>score(i, j) = scale * (q_i k_j + q_i kr_b + k_j qr_b)</c> with <c>b = bucket(i - j)</c>.</summary>
sealed class DebertaV2Graph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers)
    : PostNormGraph(graph, inputs, source, layers, source.Prefix("embeddings.word_embeddings.weight", "deberta.", ""), source.Config.Epsilon("layer_norm_eps", 1e-7))
{
    string? _relativeTable, _rowsByQuery, _rowsByKey;

    bool IsRelative => Source.Config.Flag("relative_attention", false);

    public override string Classify(string pooled) => Classify(pooled, "pooler.dense", Source.Activation("pooler_hidden_act", "gelu"), "classifier");

    protected override IEnumerable<string> Addends()
    {
        if (Source.Config.Flag("position_biased_input", true))
            yield return PositionVectors();
        if (Source.Config.Int("type_vocab_size", 0, 1024, 0) > 0)
            yield return TypeVectors();
    }

    protected override string Attend(string x, string attention, int layer)
    {
        string query = Attention.Heads(Layers.Linear(x, attention + "query_proj", Size, Size));
        string key = Attention.Heads(Layers.Linear(x, attention + "key_proj", Size, Size));
        string value = Attention.Heads(Layers.Linear(x, attention + "value_proj", Size, Size));
        string scores = Graph.Add("MatMul", query, Attention.Turn(key));
        if (IsRelative)
            scores = AddRelativeTerms(scores, query, key, attention);
        return Attention.Context(Graph.Add("Mul", scores, Graph.Float(DebertaRelativePositions.Scale(Source))), Inputs.PaddingBias, value);
    }

    string AddRelativeTerms(string scores, string query, string key, string attention)
    {
        if (_relativeTable is null)
            PrepareRelativeTerms(query);
        bool shared = Source.Config.Flag("share_att_key", false);
        IReadOnlyList<string> terms = Source.Config.Texts("pos_att_type") ?? [];
        if (terms.Contains("c2p"))
        {
            string relative = RelativeHeads(attention + (shared ? "key_proj" : "pos_key_proj"));
            scores = Graph.Add("Add", scores, Pick(Graph.Add("MatMul", query, relative), _rowsByQuery!));
        }

        if (terms.Contains("p2c"))
        {
            // A row a key; turned so that, like the scores, it has a row a query.
            string relative = RelativeHeads(attention + (shared ? "query_proj" : "pos_query_proj"));
            scores = Graph.Add("Add", scores, Attention.Turn(Pick(Graph.Add("MatMul", key, relative), _rowsByKey!)));
        }

        return scores;
    }

    // The table's keys, or queries, of one layer. They depend on weights alone: runtimes compute them once, when they load the model.
    string RelativeHeads(string projection) => Attention.TurnedHeads(Layers.Linear(_relativeTable!, projection, Size, Size));

    string Pick(string products, string rows) => Graph.Add("GatherElements", NodeAttribute.Integer("axis", -1), products, rows);

    void PrepareRelativeTerms(string heads)
    {
        int positions = Source.Config.Int("max_relative_positions", -1, 1 << 20, -1);
        if (positions < 1)
            positions = Source.Config.Int("max_position_embeddings", 1, 1 << 20, 512);
        var buckets = new RelativeBuckets(Source.Config.Int("position_buckets", -1, 1 << 20, -1), positions);

        string table = Layers.Table(Prefix + "encoder.rel_embeddings.weight", buckets.Rows, Size);
        if (Source.Config.Text("norm_rel_ebd", "none").Contains("layer_norm", StringComparison.Ordinal))
            table = Layers.Norm(table, Prefix + "encoder.LayerNorm", Size, Epsilon);
        _relativeTable = Graph.Unsqueeze(table, 0);

        // Farther distances have the rows of the two ends, so that the table serves any length.
        int reach = 4 * Math.Max(positions, buckets.Span);
        long[] rows = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(distance => (long)buckets.Row(distance))];
        string rowOfDistance = Graph.Constant("relative_rows", ElementType.Int64, [rows.Length], TensorData.Of(rows));
        string near = Graph.Add("Max", Graph.Add("Min", Inputs.Distances, Graph.Long(reach)), Graph.Long(-reach));
        string picked = Graph.Add("Gather", rowOfDistance, Graph.Add("Add", near, Graph.Long(reach)));

        // GatherElements does not broadcast: every head of every sequence gets its copy.
        string batchAndHeads = Graph.Add("Slice", Graph.Add("Shape", heads), Graph.Longs(0), Graph.Longs(2));
        string shape = Graph.Add("Concat", NodeAttribute.Integer("axis", 0), batchAndHeads, Graph.Add("Shape", picked));
        _rowsByQuery = Graph.Add("Expand", picked, shape);
        _rowsByKey = Graph.Add("Expand", Graph.Add("Transpose", NodeAttribute.Integers("perm", 1, 0), picked), shape);
    }
}

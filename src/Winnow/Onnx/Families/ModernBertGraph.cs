using Winnow.Models;
using Winnow.Models.Families;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>ModernBERT as a graph: rotary positions, norms before each block, a gated feed-forward layer, and local attention in most layers.</summary>
sealed class ModernBertGraph : FamilyGraph
{
    readonly string _prefix;
    readonly double _epsilon;

    public ModernBertGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers)
        : base(graph, inputs, source, layers)
    {
        _prefix = source.Prefix("embeddings.tok_embeddings.weight", "model.", "");
        _epsilon = source.Config.Epsilon("norm_eps", 1e-5);
    }

    int HeadSize => Size / Source.Heads;

    public override string Encode()
    {
        Graph.Scope = "embeddings/";
        string x = Norm(Layers.TokenVectors(InputGraph.Ids, _prefix + "embeddings.tok_embeddings.weight"), "embeddings.norm");
        Kind? full = null, local = null;
        bool[] isGlobal = ModernBert.GlobalLayers(Source);
        for (int n = 0; n < Source.LayerCount; n++)
        {
            Graph.Scope = $"layer.{n}/";
            Kind kind = isGlobal[n]
                ? full ??= new Kind(Rotation("global", isGlobal: true), Inputs.PaddingBias)
                : local ??= new Kind(Rotation("local", isGlobal: false), Inputs.WindowBias(ModernBert.LocalReach(Source.Config)));
            string layer = $"layers.{n}.";
            // The first layer's input was normalised just before.
            x = Graph.Add("Add", x, Attend(n == 0 ? x : Norm(x, layer + "attn_norm"), _prefix + layer, kind));
            x = Graph.Add("Add", x, FeedForward(Norm(x, layer + "mlp_norm"), _prefix + layer));
        }

        return Norm(x, "final_norm");
    }

    public override string Classify(string pooled)
    {
        LayerGraph head = Layers.Float32;
        string x = Graph.Activate(Source.Activation("classifier_activation", "gelu"), head.Linear(pooled, "head.dense", Size, Size));
        return head.Linear(head.Norm(x, "head.norm", Size, _epsilon), "classifier", 1, Size);
    }

    string Norm(string x, string name) => Layers.Norm(x, _prefix + name, Size, _epsilon);

    string Attend(string x, string layer, Kind kind)
    {
        string[] parts = Graph.Split(Layers.Linear(x, layer + "attn.Wqkv", 3 * Size, Size), 3, Size);
        string query = Rotate(Attention.Heads(parts[0]), kind);
        string key = Rotate(Attention.Heads(parts[1]), kind);
        string context = Attention.Context(Attention.Scores(query, Attention.Turn(key)), kind.Bias, Attention.Heads(parts[2]));
        return Layers.Linear(context, layer + "attn.Wo", Size, Size);
    }

    string FeedForward(string x, string layer)
    {
        int inner = Source.IntermediateSize;
        string[] halves = Graph.Split(Layers.Linear(x, layer + "mlp.Wi", 2 * inner, Size), 2, inner);
        string gated = Graph.Add("Mul", Graph.Activate(Source.Activation("hidden_activation", "gelu"), halves[0]), halves[1]);
        return Layers.Linear(gated, layer + "mlp.Wo", Size, inner);
    }

    // (a, b) becomes (a cos - b sin, b cos + a sin) for the two halves of each head.
    string Rotate(string heads, Kind kind)
    {
        string[] halves = Graph.Split(heads, 2, HeadSize / 2);
        string turned = Join(Graph.Add("Neg", halves[1]), halves[0]);
        return Graph.Add("Add", Graph.Add("Mul", heads, kind.Cosines), Graph.Add("Mul", turned, kind.Sines));
    }

    // Cosines and sines of all positions, [sequence, head size], the same for both halves of a head.
    (string Cosines, string Sines) Rotation(string kind, bool isGlobal)
    {
        var theta = (float)ModernBert.RotaryTheta(Source.Config, isGlobal);
        // In float32, as the reference computes them: at position 8,000 the rounding is visible.
        float[] frequencies = [.. Enumerable.Range(0, HeadSize / 2).Select(i => 1 / MathF.Pow(theta, 2f * i / HeadSize))];
        string perPosition = Graph.Constant($"{kind}_frequencies", ElementType.Float, [1, frequencies.Length], TensorData.Of(frequencies));
        string angles = Graph.Add("Mul", Graph.Unsqueeze(Graph.Cast(Inputs.Positions, ElementType.Float), 1), perPosition);
        string both = Join(angles, angles);
        return (Graph.Add("Cos", both), Graph.Add("Sin", both));
    }

    string Join(string first, string second) => Graph.Add("Concat", NodeAttribute.Integer("axis", -1), first, second);

    /// <summary>What the global layers share, or the local ones.</summary>
    sealed record Kind(string Cosines, string Sines, string Bias)
    {
        public Kind((string Cosines, string Sines) rotation, string bias)
            : this(rotation.Cosines, rotation.Sines, bias)
        {
        }
    }
}

using Winnow.Kernels.Elementwise;
using Winnow.Models;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>What the families that descend from BERT have in common: the names of their tensors and the order of their parts.</summary>
abstract class PostNormGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers, string tensorPrefix, double epsilon)
    : FamilyGraph(graph, inputs, source, layers)
{
    /// <summary>Gets what stands before the names of the encoder's tensors.</summary>
    protected string Prefix => tensorPrefix;

    /// <summary>Gets the epsilon of the norms.</summary>
    protected double Epsilon => epsilon;

    /// <summary>Gets the name of the last norm within a layer.</summary>
    protected virtual string OutputNorm => "output.LayerNorm";

    /// <inheritdoc/>
    public override string Encode()
    {
        Graph.Scope = "embeddings/";
        string x = Layers.TokenVectors(InputGraph.Ids, Prefix + "embeddings.word_embeddings.weight");
        foreach (string addend in Addends())
            x = Graph.Add("Add", x, addend);
        x = Layers.Norm(Graph.TokenRows(x, Size), Prefix + "embeddings.LayerNorm", Size, epsilon);
        for (int n = 0; n < Source.LayerCount; n++)
        {
            string layer = $"{Prefix}encoder.layer.{n}.";
            Graph.Scope = $"layer.{n}/";
            string context = Layers.Linear(Attend(x, layer + "attention.self.", n), layer + "attention.output.dense", Size, Size);
            x = Layers.Norm(Graph.Add("Add", context, x), layer + "attention.output.LayerNorm", Size, epsilon);
            x = Layers.Norm(Graph.Add("Add", FeedForward(x, layer), x), layer + OutputNorm, Size, epsilon);
        }

        return x;
    }

    /// <inheritdoc/>
    public override string Classify(string pooled) => Classify(pooled, Prefix + "pooler.dense", Activation.Tanh, "classifier");

    /// <summary>Adds a head of a dense layer and a classifier of one output.</summary>
    protected string Classify(string pooled, string dense, Activation activation, string classifier)
    {
        LayerGraph head = Layers.Float32;
        return head.Linear(Graph.Activate(activation, head.Linear(pooled, dense, Size, Size)), classifier, 1, Size);
    }

    /// <summary>Adds what is added to the tokens' vectors: vectors of positions and types.</summary>
    protected abstract IEnumerable<string> Addends();

    /// <summary>Adds the attention, up to but without its output layer.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="attention">The start of the names of its tensors.</param>
    /// <param name="layer">The layer's number.</param>
    protected virtual string Attend(string x, string attention, int layer)
    {
        string query = Layers.Linear(x, attention + "query", Size, Size);
        string key = Layers.Linear(x, attention + "key", Size, Size);
        string value = Layers.Linear(x, attention + "value", Size, Size);
        return Attention.Context(Attention.Scores(Attention.Heads(query), Attention.TurnedHeads(key)), ScoreBias(layer), Attention.Heads(value));
    }

    /// <summary>Gets what is added to the scores of a layer.</summary>
    protected virtual string ScoreBias(int layer) => Inputs.PaddingBias;

    /// <summary>Adds the two layers after the attention.</summary>
    /// <param name="x">Their input.</param>
    /// <param name="layer">The start of the names of the layer's tensors.</param>
    protected virtual string FeedForward(string x, string layer)
    {
        string inner = Layers.Linear(x, layer + "intermediate.dense", Source.IntermediateSize, Size);
        return Layers.Linear(Graph.Activate(Source.Activation("hidden_act", "gelu"), inner), layer + "output.dense", Size, Source.IntermediateSize);
    }

    /// <summary>Adds the look-up of token types' vectors.</summary>
    protected string TypeVectors() => Graph.Add("Gather", Table("type_vocab_size", "embeddings.token_type_embeddings.weight"), Inputs.TokenTypes);

    /// <summary>Gives a table whose number of rows a field states.</summary>
    protected string Table(string field, string name) => Layers.Table(Prefix + name, Source.RowCount(field, Prefix + name), Size);

    /// <summary>Adds the first rows of the table of positions, a row a token.</summary>
    protected string PositionVectors() => Graph.Add(
        "Slice",
        Table("max_position_embeddings", "embeddings.position_embeddings.weight"),
        Graph.Longs(0),
        Graph.Unsqueeze(Inputs.Length, 0),
        Graph.Longs(0));
}

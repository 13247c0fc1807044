using Winnow.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Winnow.Training.Modules;

/// <summary>The layers of a BERT or JinaBERT with gradients. Names, order and arithmetic are those of the engine, in which the result will run.</summary>
/// <remarks>
/// The sum of residuals and the norms are float32; products and attention have the type of the parameters' casts. Tensors belong to the caller's dispose scope.
/// Not safe for concurrent use.
/// </remarks>
sealed class TrainableEncoder(EncoderShape shape, ParameterSet parameters)
{
    const string Words = "embeddings.word_embeddings.weight", Kinds = "embeddings.token_type_embeddings.weight", Places = "embeddings.position_embeddings.weight";

    /// <summary>Gets the sizes.</summary>
    public EncoderShape Shape => shape;

    /// <summary>Gets the numbers, which a head may share.</summary>
    public ParameterSet Parameters => parameters;

    /// <summary>Gets or sets the part of the elements that training sets to 0 after embedding and after each half of a layer.</summary>
    public double Dropout { get; set; }

    /// <summary>Reads all parameters of a folder.</summary>
    /// <exception cref="WinnowException">A tensor is missing or does not have the shape that config.json says.</exception>
    public static TrainableEncoder Read(EncoderShape shape, ModelWeights weights, string prefix, Device device, ScalarType compute)
    {
        var parameters = new ParameterSet(device, compute);
        foreach ((string name, int[] sizes) in Names(shape))
            parameters.Read(weights, prefix, name, sizes);
        return new TrainableEncoder(shape, parameters);
    }

    /// <summary>Gives the names of an encoder's tensors with their shapes.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Names(EncoderShape shape)
    {
        int size = shape.HiddenSize, inner = shape.InnerSize;
        yield return (Words, [shape.Vocabulary, size]);
        yield return (Kinds, [shape.Types, size]);
        if (!shape.IsJina)
            yield return (Places, [shape.Positions, size]);
        yield return ("embeddings.LayerNorm.weight", [size]);
        yield return ("embeddings.LayerNorm.bias", [size]);
        for (int n = 0; n < shape.Layers; n++)
        {
            foreach ((string name, int[] sizes) in LayerNames(shape.IsJina, size, inner))
                yield return (Layer(n) + name, sizes);
        }
    }

    /// <summary>Gives the start of a layer's names.</summary>
    public static string Layer(int n) => $"encoder.layer.{n}.";

    /// <summary>Keeps the embeddings and the lowest layers as they are: no gradient reaches them.</summary>
    /// <param name="layers">How many layers; with 0 everything learns, the embeddings too.</param>
    public void Freeze(int layers)
    {
        foreach (string name in parameters.Names)
        {
            bool isBelow = name.StartsWith("embeddings.", StringComparison.Ordinal) || Enumerable.Range(0, layers).Any(n => name.StartsWith(Layer(n), StringComparison.Ordinal));
            parameters[name].requires_grad = layers == 0 || !isBelow;
        }
    }

    /// <summary>Gives the first layer's input, float32 [sequences, length, width].</summary>
    public Tensor Embed(TokenBatch batch)
    {
        Tensor x = Rows(Words, batch.Ids) + Rows(Kinds, batch.Types);
        if (!shape.IsJina)
            x += parameters[Places].narrow(0, 0, batch.Length).unsqueeze(0);
        return Drop(Norm("embeddings.LayerNorm", x));
    }

    /// <summary>Applies a layer.</summary>
    /// <param name="n">The layer's number.</param>
    /// <param name="x">Its input, float32 [sequences, length, width].</param>
    /// <param name="bias">What is added to attention scores, in the type of products, broadcast to [sequences, heads, length, length].</param>
    /// <returns>Its output, of the input's shape.</returns>
    public Tensor Apply(int n, Tensor x, Tensor bias)
    {
        // What gradients need stays in their graph; everything else would fill the device's memory.
        using var scope = NewDisposeScope();
        return FeedForward(n, Attend(n, x, bias)).MoveToOuterDisposeScope();
    }

    /// <summary>Applies the first half of a layer, attention with its norm.</summary>
    public Tensor Attend(int n, Tensor x, Tensor bias)
    {
        long sequences = x.shape[0], length = x.shape[1];
        Tensor[] heads = QueriesKeysValues(n, x);
        // Written out: the fused attention of GPUs gave gradients that were no numbers for some lengths, in bfloat16 with a bias.
        Tensor scores = (heads[0] / Math.Sqrt(shape.HiddenSize / shape.Heads)).matmul(heads[1].transpose(-1, -2)) + bias;
        Tensor context = scores.softmax(-1).matmul(heads[2]);
        Tensor mixed = Linear(Layer(n) + "attention.output.dense", context.transpose(1, 2).reshape(sequences, length, shape.HiddenSize));
        return Norm(Layer(n) + "attention.output.LayerNorm", x + Drop(mixed).to(float32));
    }

    /// <summary>Applies the second half of a layer, the feed-forward part with its norm.</summary>
    public Tensor FeedForward(int n, Tensor x) => shape.IsJina
        ? Norm(Layer(n) + "mlp.layernorm", x + Drop(Gated(Layer(n), x)).to(float32))
        : Norm(Layer(n) + "output.LayerNorm", x + Drop(Plain(Layer(n), x)).to(float32));

    /// <summary>Gives what attention compares and gathers, three tensors [sequences, heads, length, head size].</summary>
    public Tensor[] QueriesKeysValues(int n, Tensor x)
    {
        string attention = Layer(n) + "attention.self.";
        Tensor Stack(string part) => cat([parameters[$"{attention}query.{part}"], parameters[$"{attention}key.{part}"], parameters[$"{attention}value.{part}"]], 0);
        Tensor weight = parameters.Cast(attention + "weight", () => Stack("weight")), offset = parameters.Cast(attention + "bias", () => Stack("bias"));
        return functional.linear(x.to(parameters.Compute), weight, offset).view(x.shape[0], x.shape[1], 3, shape.Heads, shape.HiddenSize / shape.Heads).permute(2, 0, 3, 1, 4).unbind(0);
    }

    /// <summary>Gives the bias of attention within sequences, in the type of products: padding, and for a JinaBERT the distances.</summary>
    public Tensor Bias(TokenBatch batch)
    {
        Tensor padding = AttentionBias.Padding(batch.Mask);
        return (shape.IsJina ? padding + AttentionBias.Alibi(shape.Slopes, batch.Length, parameters.Device) : padding).to(parameters.Compute);
    }

    /// <summary>Runs all layers.</summary>
    public Tensor Forward(TokenBatch batch) => Forward(batch, shape.Layers);

    /// <summary>Runs the lowest layers.</summary>
    public Tensor Forward(TokenBatch batch, int layers)
    {
        Tensor x = Embed(batch), bias = Bias(batch);
        for (int n = 0; n < layers; n++)
            x = Apply(n, x, bias);
        return x;
    }

    static IEnumerable<(string Name, int[] Shape)> LayerNames(bool jina, int size, int inner)
    {
        foreach (string part in (string[])["query", "key", "value"])
        {
            yield return ($"attention.self.{part}.weight", [size, size]);
            yield return ($"attention.self.{part}.bias", [size]);
        }

        yield return ("attention.output.dense.weight", [size, size]);
        yield return ("attention.output.dense.bias", [size]);
        yield return ("attention.output.LayerNorm.weight", [size]);
        yield return ("attention.output.LayerNorm.bias", [size]);
        string narrow = jina ? "mlp.wo" : "output.dense", norm = jina ? "mlp.layernorm" : "output.LayerNorm";
        if (jina)
        {
            yield return ("mlp.gated_layers.weight", [2 * inner, size]);
        }
        else
        {
            yield return ("intermediate.dense.weight", [inner, size]);
            yield return ("intermediate.dense.bias", [inner]);
        }

        yield return (narrow + ".weight", [size, inner]);
        yield return (narrow + ".bias", [size]);
        yield return (norm + ".weight", [size]);
        yield return (norm + ".bias", [size]);
    }

    Tensor Gated(string layer, Tensor x)
    {
        Tensor[] halves = functional.linear(x.to(parameters.Compute), parameters.Cast(layer + "mlp.gated_layers.weight")).chunk(2, -1);
        return Linear(layer + "mlp.wo", functional.gelu(halves[0]) * halves[1]);
    }

    Tensor Plain(string layer, Tensor x) => Linear(layer + "output.dense", functional.gelu(Linear(layer + "intermediate.dense", x.to(parameters.Compute))));

    Tensor Linear(string name, Tensor x) => functional.linear(x, parameters.Cast(name + ".weight"), parameters.Cast(name + ".bias"));

    Tensor Norm(string name, Tensor x) => functional.layer_norm(x, [shape.HiddenSize], parameters[name + ".weight"], parameters[name + ".bias"], shape.Epsilon);

    Tensor Drop(Tensor x) => Dropout > 0 && is_grad_enabled() ? functional.dropout(x, Dropout, training: true) : x;

    Tensor Rows(string table, Tensor ids) => parameters[table].index_select(0, ids.reshape(-1)).view(ids.shape[0], ids.shape[1], shape.HiddenSize);
}

using Winnow.Models.Attention;
using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Conversion;

/// <summary>Turns a BERT into a JinaBERT that computes almost the same, as a start for training.</summary>
/// <remarks>
/// <para>GELU to GEGLU without biases: the input <c>a</c> of a feed-forward layer is a norm's output, so some vector <c>v</c> gives <c>v a = 1</c> for every token; it is fitted on
/// text. With <c>v</c> in every row of the linear half and <c>W + b v'</c> in the GELU half, the block computes <c>GELU(W a + b)</c>.</para>
/// <para>Positions to ALiBi: the mean of the position table goes into the token types, and the heads of each layer change places so that the steepest slopes
/// belong to the heads that look nearest. Attention is not the same afterwards; training heals it.</para>
/// </remarks>
static class JinaConversion
{
    // A longer v follows noise, and its rounding to int8 would be felt in every element.
    const double LongestVector = 3;

    /// <summary>Converts an encoder. The original stays as it is.</summary>
    /// <param name="bert">The BERT.</param>
    /// <param name="samples">Sequences of natural text, special tokens included, within the BERT's positions: some tens of thousands of tokens.</param>
    public static TrainableEncoder Convert(TrainableEncoder bert, IReadOnlyList<int[]> samples)
    {
        LayerFacts[] facts = Observe(bert, samples);
        EncoderShape shape = bert.Shape with { IsJina = true, Slopes = AlibiBias.Slopes(bert.Shape.Heads, halvedTail: false) };
        var parameters = new ParameterSet(bert.Parameters.Device, bert.Parameters.Compute);
        foreach ((string name, int[] sizes) in TrainableEncoder.Names(shape))
        {
            if (bert.Parameters.Contains(name))
                parameters.Set(name, bert.Parameters.Values(name), [.. sizes.Select(size => (long)size)]);
        }

        FoldPositions(bert, parameters);
        for (int n = 0; n < shape.Layers; n++)
        {
            Gate(bert, parameters, n, facts[n]);
            Reorder(shape, parameters, n, Order(shape.Slopes, facts[n].Distances));
        }

        return new TrainableEncoder(shape, parameters);
    }

    /// <summary>Gives for each place in the new order the head that goes there: the steepest slope to the head that looks nearest.</summary>
    public static int[] Order(float[] slopes, double[] distances)
    {
        int[] places = [.. Enumerable.Range(0, slopes.Length).OrderByDescending(i => slopes[i])];
        int[] heads = [.. Enumerable.Range(0, slopes.Length).OrderBy(i => distances[i])];
        var order = new int[slopes.Length];
        for (int i = 0; i < order.Length; i++)
            order[places[i]] = heads[i];
        return order;
    }

    /// <summary>Fits <c>v</c> to <c>v a = 1</c>, with the least ridge that keeps it short.</summary>
    /// <param name="products">The mean of <c>a a'</c>, float64 [width, width].</param>
    /// <param name="sums">The mean of <c>a</c>, float64 [width].</param>
    public static float[] Fit(Tensor products, Tensor sums)
    {
        using var scope = NewDisposeScope();
        double scale = products.diagonal().mean().item<double>();
        Tensor identity = eye(sums.shape[0], dtype: float64);
        for (double ridge = 1e-8; ; ridge *= 4)
        {
            Tensor v = linalg.solve(products + (identity * (ridge * scale)), sums);
            if (v.norm().item<double>() <= LongestVector || ridge > 1)
                return v.to(float32).data<float>().ToArray();
        }
    }

    static LayerFacts[] Observe(TrainableEncoder bert, IReadOnlyList<int[]> samples)
    {
        using var still = no_grad();
        int layers = bert.Shape.Layers, size = bert.Shape.HiddenSize;
        var products = new Tensor[layers];
        var sums = new Tensor[layers];
        var distances = new Tensor[layers];
        using var outer = NewDisposeScope();
        for (int n = 0; n < layers; n++)
        {
            products[n] = zeros(size, size, dtype: float64);
            sums[n] = zeros(size, dtype: float64);
            distances[n] = zeros(bert.Shape.Heads, dtype: float64);
        }

        double tokens = 0;
        foreach (int[][] chunk in samples.Chunk(32))
        {
            using var scope = NewDisposeScope();
            TokenBatch batch = TokenBatch.Create(chunk, null, 0, bert.Parameters.Device);
            tokens += batch.Mask.sum().item<float>();
            Tensor x = bert.Embed(batch), bias = bert.Bias(batch), real = batch.Places;
            for (int n = 0; n < layers; n++)
            {
                distances[n].add_(Distances(bert.QueriesKeysValues(n, x), bias, batch.Mask).to(float64).cpu());
                x = bert.Attend(n, x, bias);
                Tensor a = x.reshape(-1, size).index_select(0, real).to(float64).cpu();
                products[n].add_(a.t().matmul(a));
                // An array: a plain 0 is read as a type of numbers.
                sums[n].add_(a.sum([0L]));
                x = bert.FeedForward(n, x);
            }

            bert.Parameters.Forget();
        }

        return [.. Enumerable.Range(0, layers).Select(n => new LayerFacts(Fit(products[n] / tokens, sums[n] / tokens), (distances[n] / tokens).data<double>().ToArray()))];
    }

    // The sum over all tokens of the mean distance at which each head looks, [heads].
    static Tensor Distances(Tensor[] heads, Tensor bias, Tensor mask)
    {
        Tensor weights = (heads[0].matmul(heads[1].transpose(-1, -2)) / Math.Sqrt(heads[0].shape[^1]) + bias).to(float32).softmax(-1);
        Tensor positions = arange(mask.shape[1], dtype: float32, device: mask.device);
        Tensor away = (positions.unsqueeze(1) - positions.unsqueeze(0)).abs();
        return ((weights * away).sum(-1) * mask.unsqueeze(1)).sum([0L, 2L]);
    }

    static void FoldPositions(TrainableEncoder bert, ParameterSet parameters)
    {
        const string Types = "embeddings.token_type_embeddings.weight";
        int size = bert.Shape.HiddenSize;
        float[] places = bert.Parameters.Values("embeddings.position_embeddings.weight"), types = bert.Parameters.Values(Types);
        for (int column = 0; column < size; column++)
        {
            double mean = 0;
            for (int row = 0; row < bert.Shape.Positions; row++)
                mean += places[(row * size) + column];
            // Both types begin as the first, which is the only one that texts alone have seen.
            float value = types[column] + (float)(mean / bert.Shape.Positions);
            for (int type = 0; type < bert.Shape.Types; type++)
                types[(type * size) + column] = value;
        }

        parameters.Set(Types, types, bert.Shape.Types, size);
    }

    static void Gate(TrainableEncoder bert, ParameterSet parameters, int n, LayerFacts facts)
    {
        string layer = TrainableEncoder.Layer(n);
        int size = bert.Shape.HiddenSize, inner = bert.Shape.InnerSize;
        float[] weight = bert.Parameters.Values(layer + "intermediate.dense.weight"), bias = bert.Parameters.Values(layer + "intermediate.dense.bias");
        var gated = new float[2 * inner * size];
        for (int row = 0; row < inner; row++)
        {
            for (int column = 0; column < size; column++)
            {
                gated[(row * size) + column] = weight[(row * size) + column] + (bias[row] * facts.One[column]);
                gated[((inner + row) * size) + column] = facts.One[column];
            }
        }

        parameters.Set(layer + "mlp.gated_layers.weight", gated, 2 * inner, size);
        Copy(bert, parameters, layer + "output.dense", layer + "mlp.wo", size, inner);
        Copy(bert, parameters, layer + "output.LayerNorm", layer + "mlp.layernorm", size);
    }

    static void Copy(TrainableEncoder bert, ParameterSet parameters, string from, string to, params ReadOnlySpan<long> shape)
    {
        parameters.Set(to + ".weight", bert.Parameters.Values(from + ".weight"), shape);
        parameters.Set(to + ".bias", bert.Parameters.Values(from + ".bias"), shape[..1]);
    }

    static void Reorder(EncoderShape shape, ParameterSet parameters, int n, int[] order)
    {
        string layer = TrainableEncoder.Layer(n);
        int size = shape.HiddenSize, head = size / shape.Heads;
        int[] rows = [.. order.SelectMany(from => Enumerable.Range(from * head, head))];
        foreach (string part in (string[])["query", "key", "value"])
        {
            string name = $"{layer}attention.self.{part}.";
            float[] weight = parameters.Values(name + "weight"), bias = parameters.Values(name + "bias");
            parameters.Set(name + "weight", [.. rows.SelectMany(row => weight[(row * size)..((row + 1) * size)])], size, size);
            parameters.Set(name + "bias", [.. rows.Select(row => bias[row])], size);
        }

        string output = layer + "attention.output.dense.weight";
        float[] old = parameters.Values(output);
        var moved = new float[old.Length];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
                moved[(row * size) + column] = old[(row * size) + rows[column]];
        }

        parameters.Set(output, moved, size, size);
    }

    // The vector v of a layer, and how far each head looks.
    readonly record struct LayerFacts(float[] One, double[] Distances);
}

using System.Runtime.InteropServices;
using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int16;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;
using Winnow.Models.Configuration;
using Winnow.Models.Layers;
using Winnow.Weights;

namespace Winnow.Models;

/// <summary>A model folder while it is being loaded: its configuration, and its tensors as the parts of an encoder.</summary>
sealed class ModelSource(JsonSettings config, ModelWeights weights, MatMulKernel kernel, WeightMemory memory, Precision precision)
{
    const int MaxSize = 1 << 20;

    /// <summary>Gives the same folder with another place for packed weights.</summary>
    public ModelSource With(WeightMemory other) => new(config, weights, kernel, other, precision);

    /// <summary>Gives other tensors with the same settings, for a module's own folder.</summary>
    public ModelSource With(ModelWeights other) => new(config, other, kernel, memory, precision);

    /// <summary>Gets whether the head reads the first token's vector alone, so that the last layer may be loaded for that only.</summary>
    public bool FirstTokensOnly { get; set; }

    /// <summary>Gets config.json.</summary>
    public JsonSettings Config => config;

    /// <summary>Gets the tensors.</summary>
    public ModelWeights Weights => weights;

    /// <summary>Gets where packed weights go.</summary>
    public WeightMemory Memory => memory;

    /// <summary>Gets the arithmetic of the layers.</summary>
    public Precision Precision => precision;

    /// <summary>Gets the float32 kernel to pack for.</summary>
    public MatMulKernel Kernel => kernel;

    /// <summary>Gets the width of a token's vector.</summary>
    public int HiddenSize { get; } = config.Int("hidden_size", 1, MaxSize);

    /// <summary>Gets the number of layers.</summary>
    public int LayerCount { get; } = config.Int("num_hidden_layers", 1, 1024);

    /// <summary>Gets the number of attention heads.</summary>
    /// <exception cref="WinnowException">The width is not a multiple of it.</exception>
    public int Heads
    {
        get
        {
            int heads = config.Int("num_attention_heads", 1, MaxSize);
            return HiddenSize % heads == 0
                ? heads
                : throw config.Unsupported("num_attention_heads", $"the width of {HiddenSize} cannot be cut into {heads} heads. The file does not fit a model.");
        }
    }

    /// <summary>Gets the width between the feed-forward layers.</summary>
    public int IntermediateSize => config.Int("intermediate_size", 1, MaxSize);

    /// <summary>Gets 1 / sqrt(head size).</summary>
    public float AttentionScale => 1 / MathF.Sqrt(HiddenSize / Heads);

    /// <summary>Chooses the attention: 16-bit integers beside int8 layers where that is faster, else float32.</summary>
    public SelfAttention Attention() =>
        precision == Precision.Int8 && HiddenSize / Heads <= Int16Attention.MaxHeadSize && Int16Kernels.Beside(Int8Kernels.Best.Name) is { } words
            ? new Int16Attention(words)
            : new Float32Attention(kernel);

    /// <summary>Reads the activation that a field names.</summary>
    public Activation Activation(string field, string fallback) => ActivationNames.Parse(config.Text(field, fallback))
        ?? throw config.Unsupported(field, $"the activation \"{config.Text(field, fallback)}\" is not supported. Supported: {ActivationNames.Supported}.");

    /// <summary>Gets the first of some prefixes under which a tensor exists.</summary>
    /// <exception cref="WinnowException">There is none.</exception>
    public string Prefix(string tensor, params ReadOnlySpan<string> prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (weights.Contains(prefix + tensor))
                return prefix;
        }

        weights.Info(prefixes[0] + tensor);
        return prefixes[0];
    }

    /// <summary>Loads a layer <c>NAME.weight</c> of [outputs, inputs] with <c>NAME.bias</c>, where that exists.</summary>
    public LinearLayer Linear(string name, int outputs, int inputs) => Stack(inputs, new LayerRows(name, 0, outputs, outputs));

    /// <summary>Loads some rows of a stored layer.</summary>
    public LinearLayer LinearRows(string name, int firstRow, int rows, int storedRows, int inputs) => Stack(inputs, new LayerRows(name, firstRow, rows, storedRows));

    /// <summary>Loads two layers of the same shape as one, their outputs side by side.</summary>
    public LinearLayer LinearPair(string first, string second, int outputs, int inputs) =>
        Stack(inputs, new LayerRows(first, 0, outputs, outputs), new LayerRows(second, 0, outputs, outputs));

    /// <summary>Loads a layer that stays in float32 in every precision: heads are small, and their rounding would go straight into the score.</summary>
    public PackedMatrix Float32(string name, int outputs, int inputs) => StackFloat32(inputs, new LayerRows(name, 0, outputs, outputs));

    /// <summary>Loads the key and value layers of a last layer of which only the first token is wanted.</summary>
    public AbsorbedKeyValue Absorb(string key, string value)
    {
        int size = HiddenSize;
        LayerRows keys = new(key, 0, size, size), values = new(value, 0, size, size);
        // The key's bias adds the same to all scores of a query: it is checked, and not used.
        float[] biases = Bias(size, [keys, values]);
        var absorbed = new AbsorbedKeyValue(memory, kernel, size, Heads, biases.AsSpan(size));
        ReadAll(size, [keys], absorbed.SetKeys);
        ReadAll(size, [values], absorbed.SetValues);
        return absorbed;
    }

    /// <summary>Loads a norm <c>NAME.weight</c> with <c>NAME.bias</c>, where that exists; also under their old names gamma and beta.</summary>
    public LayerNorm Norm(string name, int size, double epsilon)
    {
        string weight = weights.Contains(name + ".weight") || !weights.Contains(name + ".gamma") ? ".weight" : ".gamma";
        string bias = weights.Contains(name + ".bias") ? ".bias" : ".beta";
        return new LayerNorm(Vector(name + weight, size), weights.Contains(name + bias) ? Vector(name + bias, size) : [], (float)epsilon);
    }

    /// <summary>Loads a vector.</summary>
    public float[] Vector(string name, int size)
    {
        var vector = new float[size];
        weights.Read(name, [size], vector);
        return vector;
    }

    /// <summary>Loads a whole table.</summary>
    public float[] Table(string name, int rows, int columns)
    {
        CheckShape(name, rows, columns);
        var table = new float[checked(rows * columns)];
        weights.Read(name, [rows, columns], table);
        return table;
    }

    /// <summary>Opens the token table, whose rows are checked here and read as they are needed.</summary>
    public TensorRows TokenTable(string name)
    {
        CheckShape(name, VocabularySize, HiddenSize);
        weights.CheckFinite(name);
        return weights.GetRows(name);
    }

    /// <summary>Checks that a classifier has one output, as a reranker's has.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="WinnowException">It has another number.</exception>
    public string CheckOneLabel(string classifier)
    {
        TensorInfo weight = weights.Info(classifier + ".weight");
        if (config.Int("num_labels", 0, int.MaxValue, 1) is var labels and not 1)
            throw config.Unsupported("num_labels", $"{labels} labels make a classifier of texts and no reranker. Use a model with one label.");
        if (weight.Shape.Count == 2 && weight.Shape[0] != 1)
        {
            throw new WinnowException(
                $"{weights.Folder}: the classifier gives {weight.Shape[0]} numbers a pair (tensor \"{classifier}.weight\"), so the model is a classifier of texts and no reranker. "
                + "Use a model with one label.");
        }

        return classifier;
    }

    /// <summary>Gets the number of rows of the token table.</summary>
    public int VocabularySize => config.Has("vocab_size") ? config.Int("vocab_size", 1, int.MaxValue) : RowCount("vocab_size", TokenTableName());

    /// <summary>Gets the number of rows of a table, as config.json says or, where it says nothing, as it is stored.</summary>
    public int RowCount(string field, string tensor)
    {
        TensorInfo table = weights.Info(tensor);
        int? stored = table.Shape.Count == 2 && table.Shape[0] is > 0 and <= int.MaxValue ? (int)table.Shape[0] : null;
        return config.Int(field, 1, int.MaxValue, stored);
    }

    string TokenTableName() =>
        weights.Tensors.Keys.FirstOrDefault(name => name.EndsWith("embeddings.word_embeddings.weight", StringComparison.Ordinal))
        ?? weights.Tensors.Keys.FirstOrDefault(name => name.EndsWith("embeddings.tok_embeddings.weight", StringComparison.Ordinal))
        ?? "embeddings.word_embeddings.weight";

    LinearLayer Stack(int inputs, params ReadOnlySpan<LayerRows> parts) => precision switch
    {
        Precision.Float32 => new Float32Layer(StackFloat32(inputs, parts)),
        Precision.Int8 => new Int8Layer(StackInt8(inputs, parts)),
        Precision.BFloat16 => new BFloat16Layer(StackBFloat16(inputs, parts)),
        _ => throw new ArgumentOutOfRangeException(nameof(parts), precision, "This precision is not known."),
    };

    PackedMatrix StackFloat32(int inputs, params ReadOnlySpan<LayerRows> parts)
    {
        float[] bias = Bias(inputs, parts);
        var packed = new PackedMatrix(memory, kernel, bias.Length, inputs, bias);
        ReadAll(inputs, parts, packed.SetRows);
        return packed;
    }

    PackedBFloat16Matrix StackBFloat16(int inputs, ReadOnlySpan<LayerRows> parts)
    {
        float[] bias = Bias(inputs, parts);
        var packed = new PackedBFloat16Matrix(memory, BFloat16Kernels.Best, bias.Length, inputs, bias);
        ReadAll(inputs, parts, packed.SetRows);
        return packed;
    }

    PackedInt8Matrix StackInt8(int inputs, ReadOnlySpan<LayerRows> parts)
    {
        float[] bias = Bias(inputs, parts);
        var packed = new PackedInt8Matrix(memory, Int8Kernels.Best, bias.Length, inputs, bias);
        int at = 0;
        foreach (LayerRows part in parts)
        {
            string name = part.Name + ".weight";
            ReadOnlySpan<float> scales = weights.GetRowScales(name);
            if (scales.IsEmpty)
            {
                ReadInSteps(part, inputs, (row, rows) => packed.SetRows(at + row, rows));
            }
            else
            {
                // Stored int8 weights are taken as they are.
                ReadOnlySpan<sbyte> stored = MemoryMarshal.Cast<byte, sbyte>(weights.GetBytes(name));
                packed.SetRows(at, stored.Slice(part.FirstRow * inputs, part.Rows * inputs), scales.Slice(part.FirstRow, part.Rows));
            }

            weights.Release(name);
            at += part.Rows;
        }

        return packed;
    }

    // Checks the shapes of all parts before memory is taken, since a size that only config.json claims may be absurd.
    float[] Bias(int inputs, ReadOnlySpan<LayerRows> parts)
    {
        int outputs = 0;
        foreach (LayerRows part in parts)
        {
            CheckShape(part.Name + ".weight", part.StoredRows, inputs);
            outputs += part.Rows;
        }

        var bias = new float[outputs];
        int at = 0;
        foreach (LayerRows part in parts)
        {
            if (weights.Contains(part.Name + ".bias"))
                Vector(part.Name + ".bias", part.StoredRows).AsSpan(part.FirstRow, part.Rows).CopyTo(bias.AsSpan(at));
            at += part.Rows;
        }

        return bias;
    }

    void ReadAll(int inputs, ReadOnlySpan<LayerRows> parts, RowsReader read)
    {
        int at = 0;
        foreach (LayerRows part in parts)
        {
            ReadInSteps(part, inputs, (row, rows) => read(at + row, rows));
            weights.Release(part.Name + ".weight");
            at += part.Rows;
        }
    }

    // A panel's worth of rows at a time stays in the cache between widening and packing.
    void ReadInSteps(LayerRows part, int inputs, RowsReader read)
    {
        int step = kernel.PanelColumns;
        var buffer = new float[step * inputs];
        for (int row = 0; row < part.Rows; row += step)
        {
            int count = Math.Min(step, part.Rows - row);
            Span<float> widened = buffer.AsSpan(0, count * inputs);
            weights.ReadRows(part.Name + ".weight", part.FirstRow + row, count, widened);
            read(row, widened);
        }
    }

    void CheckShape(string name, int rows, int columns)
    {
        TensorInfo tensor = weights.Info(name);
        if (tensor.Shape.Count != 2 || tensor.Shape[0] != rows || tensor.Shape[1] != columns)
        {
            throw new WinnowException(
                $"{weights.Folder}: tensor \"{name}\" should have the shape [{rows}, {columns}] and has [{string.Join(", ", tensor.Shape)}]. Check that config.json describes these weights.");
        }
    }

    delegate void RowsReader(int firstRow, ReadOnlySpan<float> rows);

    // Some rows of a stored layer.
    readonly record struct LayerRows(string Name, int FirstRow, int Rows, int StoredRows);
}

using System.Runtime.InteropServices;
using Winnow.Weights;

namespace Winnow.Quantization;

/// <summary>A model's weights on their way to a file: matrices as int8 with a scale for each row, everything else of floating point as float32.</summary>
/// <remarks>Some rows are in memory at a time. Matrices are read twice, for their scales and for their values, since the file has the scales first.</remarks>
sealed class QuantizedWeights
{
    // Elements in memory at a time; a longer row makes it that row.
    const int BlockElements = 1 << 16;

    readonly ModelWeights _weights;
    readonly IProgress<QuantizationProgress>? _progress;
    readonly CancellationToken _cancellationToken;
    readonly List<(string Name, TensorType Type, long[] Shape, Action<Stream> Write)> _tensors = [];
    long _work;
    long _done;
    int _written;

    /// <summary>Plans the tensors of the file.</summary>
    /// <exception cref="WinnowException">The weights are quantized already.</exception>
    public QuantizedWeights(ModelWeights weights, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken)
    {
        _weights = weights;
        _progress = progress;
        _cancellationToken = cancellationToken;
        foreach (TensorInfo tensor in weights.Tensors.Values)
            Plan(tensor);
    }

    /// <summary>Gets what rounding cost, once the file is written.</summary>
    public RoundingError Error { get; } = new();

    /// <summary>Gets the number of int8 matrices.</summary>
    public int Matrices { get; private set; }

    /// <summary>Gets the bytes of the tensors as they were.</summary>
    public long BytesBefore { get; private set; }

    /// <summary>Gets the bytes of the tensors as they are written.</summary>
    public long BytesAfter { get; private set; }

    /// <summary>Writes the file.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled; there is no file.</exception>
    /// <exception cref="WinnowException">A tensor has NaN or infinity, or the file cannot be written.</exception>
    // transformers loads a file only if it says which framework's layout it has.
    public void Write(string path) => SafetensorsWriter.WriteStreamed(path, _tensors, new Dictionary<string, string> { ["format"] = "pt" });

    static bool IsFloat(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F64;

    // A matrix of one row is a head with one output: its rounding would go straight into the score, and it is no larger than a vector.
    static bool IsMatrix(TensorInfo tensor) =>
        IsFloat(tensor.Type) && tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && tensor.Shape is [> 1 and <= int.MaxValue, > 0 and <= int.MaxValue];

    void Plan(TensorInfo tensor)
    {
        long[] shape = [.. tensor.Shape];
        BytesBefore += tensor.Length;
        if (tensor.Type == TensorType.I8 || (IsMatrix(tensor) && _weights.Contains(tensor.Name + "_scale")))
        {
            throw new WinnowException(
                $"{_weights.Folder}: the weights are quantized already (tensor \"{tensor.Name}\"). Quantize the model that they were made from; rounding twice would only lose precision.");
        }

        if (IsMatrix(tensor))
        {
            Matrices++;
            Add(tensor.Name, TensorType.I8, shape, file => WriteMatrix(tensor, file));
            Add(tensor.Name + "_scale", TensorType.F32, [shape[0], 1], file => WriteScales(tensor, file));
            _work += 2 * tensor.ElementCount;
        }
        else
        {
            bool widen = IsFloat(tensor.Type);
            Add(tensor.Name, widen ? TensorType.F32 : tensor.Type, shape, file => WriteWhole(tensor, widen, file));
            _work += tensor.Length;
        }
    }

    void Add(string name, TensorType type, long[] shape, Action<Stream> write)
    {
        _tensors.Add((name, type, shape, WriteAndCount));
        type.TryGetByteLength(shape, out long length);
        BytesAfter += length;

        void WriteAndCount(Stream file)
        {
            write(file);
            _written++;
            Advance(0);
        }
    }

    void WriteScales(TensorInfo matrix, Stream file)
    {
        int columns = (int)matrix.Shape[1];
        var scales = new float[matrix.Shape[0]];
        ReadRows(matrix, (firstRow, rows) =>
        {
            for (int i = 0; i * columns < rows.Length; i++)
                scales[firstRow + i] = RowQuantizer.Scale(rows.Slice(i * columns, columns));
        });
        WriteFloats(file, scales);
    }

    void WriteMatrix(TensorInfo matrix, Stream file)
    {
        int columns = (int)matrix.Shape[1];
        var rounded = new sbyte[columns];
        ReadRows(matrix, (_, rows) =>
        {
            for (; !rows.IsEmpty; rows = rows[columns..])
            {
                ReadOnlySpan<float> row = rows[..columns];
                float scale = RowQuantizer.Scale(row);
                RowQuantizer.Round(row, scale, rounded);
                Error.Add(matrix.Name, row, scale, rounded);
                file.Write(MemoryMarshal.AsBytes(rounded.AsSpan()));
            }
        });
    }

    void ReadRows(TensorInfo matrix, RowsReader read)
    {
        int columns = (int)matrix.Shape[1];
        int rows = (int)matrix.Shape[0];
        int step = Math.Clamp(BlockElements / columns, 1, rows);
        var block = new float[step * columns];
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row);
            Span<float> part = block.AsSpan(0, count * columns);
            _weights.ReadRows(matrix.Name, row, count, part);
            read(row, part);
            Advance(part.Length);
        }
    }

    void WriteWhole(TensorInfo tensor, bool widen, Stream file)
    {
        SafetensorsFile owner = _weights.Owner(tensor);
        if (!widen)
        {
            for (long start = 0; start < tensor.Length; start += BlockElements)
            {
                int length = (int)Math.Min(BlockElements, tensor.Length - start);
                file.Write(owner.GetBytes(tensor, start, length));
                Advance(length);
            }

            return;
        }

        long count = tensor.ElementCount;
        var block = new float[Math.Min(BlockElements, count)];
        for (long start = 0; start < count; start += block.Length)
        {
            Span<float> part = block.AsSpan(0, (int)Math.Min(block.Length, count - start));
            TensorReader.Read(owner, tensor, [], start, part);
            WriteFloats(file, part);
            Advance((long)part.Length * tensor.Type.BitSize() / 8);
        }
    }

    void Advance(long done)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _done += done;
        _progress?.Report(new QuantizationProgress(_written, _work == 0 ? 1 : (double)_done / _work));
    }

    // The file is little-endian, as is every processor that the engine runs on.
    static void WriteFloats(Stream file, ReadOnlySpan<float> values) => file.Write(MemoryMarshal.AsBytes(values));

    delegate void RowsReader(int firstRow, ReadOnlySpan<float> rows);
}

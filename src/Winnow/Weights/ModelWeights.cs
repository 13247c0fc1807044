using System.Collections.ObjectModel;

namespace Winnow.Weights;

/// <summary>The weights of a model folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names.</summary>
/// <remarks>
/// <para>Opening reads headers only. Reading a tensor widens it to float32 and refuses NaN and infinity, so that they cannot turn up in a score later.</para>
/// <para>Int8 weights follow the <c>int-quantized</c> layout of compressed-tensors: <c>X</c> as I8 [rows, columns] beside <c>X_scale</c> [rows, 1]; value = int8 * scale of the row.</para>
/// <para>Safe for use by several threads, except that <see cref="Dispose"/> must come after the last use of every span that was handed out.</para>
/// </remarks>
public sealed class ModelWeights : IDisposable
{
    readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, SafetensorsFile> _owners = new(StringComparer.Ordinal);
    readonly List<SafetensorsFile> _files = [];
    readonly HashSet<string> _rows = new(StringComparer.Ordinal);
    readonly RowScales _scales;

    ModelWeights(string folder)
    {
        Folder = folder;
        Tensors = new ReadOnlyDictionary<string, TensorInfo>(_tensors);
        _scales = new RowScales(this);
    }

    /// <summary>Gets the full path of the model folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the tensors of all files by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>
    /// Gets the number of parameters: the elements of floating-point and int8 tensors, without the scales and zero points of quantised weights and without integer buffers
    /// such as <c>position_ids</c>.
    /// </summary>
    public long ParameterCount { get; private set; }

    /// <summary>Opens the weights of a folder. No tensor is read.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="fileName">The weight file; a sharded model has <paramref name="fileName"/> with <c>.index.json</c> behind it.</param>
    /// <exception cref="WinnowException">The folder has no such weights, or a file is not valid.</exception>
    public static ModelWeights Open(string folder, string fileName = "model.safetensors")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        folder = FullPath(folder);
        bool single = WeightFolder.Find(folder, fileName, out string path);
        var weights = new ModelWeights(folder);
        try
        {
            if (single)
                weights.Add(path);
            else
                weights.AddShards(path);
            weights.ParameterCount = weights.CountParameters();
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Says whether the model has a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>True where it has.</returns>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>Gets the description of a tensor that the model needs.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="WinnowException">The model has no such tensor.</exception>
    public TensorInfo Info(string name)
    {
        if (_tensors.TryGetValue(name, out TensorInfo? tensor))
            return tensor;
        if (Contains(name + "_packed"))
        {
            throw new WinnowException($"{Folder}: tensor {ErrorText.Quote(name)} is there only packed, as {ErrorText.Quote(name + "_packed")}, which is not supported. "
                + "Use the model in F32, F16, BF16 or int8 with a scale for each row.");
        }

        throw new WinnowException($"{Folder}: the weights have no tensor {ErrorText.Quote(name)} (they have {ErrorText.Number(_tensors.Count)} others). "
            + "Check that the folder is complete and that config.json describes these weights.");
    }

    /// <summary>Reads a tensor, widened to float32.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <param name="destination">Where its elements go, row after row; as long as the shape says.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have the length of <paramref name="shape"/>.</exception>
    /// <exception cref="WinnowException">
    /// The tensor is missing, has another shape or a type that cannot be read, has no valid scales, or has an element that is NaN or infinite.
    /// </exception>
    public void Read(string name, ReadOnlySpan<int> shape, Span<float> destination)
    {
        TensorInfo tensor = Info(name);
        if (!HasShape(tensor, shape))
        {
            throw new WinnowException($"{Folder}: tensor {ErrorText.Quote(name)} should have the shape {ErrorText.Shape(shape)} and has {ErrorText.Shape(tensor.Shape)}. "
                + "Check that config.json describes these weights.");
        }

        if (destination.Length != tensor.ElementCount)
            throw new ArgumentException($"The destination has {destination.Length} elements, and the tensor {tensor.ElementCount}.", nameof(destination));
        TensorReader.Read(_owners[name], tensor, _scales.Get(name), 0, destination);
    }

    /// <summary>Reads some rows of a matrix, widened to float32.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="destination">Where the elements go, row after row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The matrix does not have these rows.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have the length of the rows.</exception>
    /// <exception cref="WinnowException">
    /// The tensor is missing, is no matrix, has a type that cannot be read, has no valid scales, or one of the rows has an element that is NaN or infinite.
    /// </exception>
    public void ReadRows(string name, long firstRow, int rows, Span<float> destination) => FindRows(name).Read(firstRow, rows, destination);

    /// <summary>Gets a matrix whose rows are to be read one by one.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="WinnowException">The tensor is missing, is no matrix, or has no valid scales.</exception>
    internal TensorRows GetRows(string name)
    {
        TensorRows rows = FindRows(name);
        _rows.Add(name);
        return rows;
    }

    TensorRows FindRows(string name)
    {
        TensorInfo tensor = Info(name);
        if (tensor.Shape.Count != 2)
        {
            throw new WinnowException($"{Folder}: tensor {ErrorText.Quote(name)} should be a matrix and has the shape {ErrorText.Shape(tensor.Shape)}. "
                + "Check that config.json describes these weights.");
        }

        return new TensorRows(_owners[name], tensor, _scales.Get(name));
    }

    /// <summary>Gets a tensor's bytes as they are stored, without copying or checking them.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>Bytes of the mapped file, valid until <see cref="Dispose"/>. They may be unaligned for the tensor's type.</returns>
    /// <exception cref="WinnowException">The tensor is missing or longer than a span can be.</exception>
    public ReadOnlySpan<byte> GetBytes(string name) => GetBytes(Info(name));

    /// <summary>Gets the scales of an int8 weight, one for each row, checked to be positive and finite.</summary>
    /// <param name="name">The weight's name, for instance <c>classifier.weight</c>; the scales lie in the file as <c>classifier.weight_scale</c>.</param>
    /// <returns>The scales, or nothing where the tensor is not int8.</returns>
    /// <exception cref="WinnowException">The tensor is missing, or is int8 and its scales are missing or not valid.</exception>
    public ReadOnlySpan<float> GetRowScales(string name)
    {
        Info(name);
        return _scales.Get(name);
    }

    /// <summary>Checks that a tensor can be read: a supported type, valid scales, no NaN and no infinity.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="WinnowException">It cannot; the message names the first bad element.</exception>
    public void CheckFinite(string name)
    {
        TensorInfo tensor = Info(name);
        float[] scales = _scales.Get(name);
        // Checked scales are all that int8 needs: their products are finite.
        if (scales.Length > 0)
            return;

        int size = tensor.Type.BitSize() / 8;
        Span<float> part = new float[(int)Math.Min(tensor.ElementCount, 1 << 16)];
        for (long start = 0; start < tensor.ElementCount; start += part.Length)
        {
            part = part[..(int)Math.Min(part.Length, tensor.ElementCount - start)];
            TensorReader.Read(_owners[name], tensor, scales, start, part);
            // A token table is often the largest part of a model, and a text needs a few of its rows.
            _owners[name].Release(tensor, start * size, part.Length * size);
        }
    }

    /// <summary>Gives the memory of a tensor's pages back to the operating system, once a copy in another layout has been made. It can still be read.</summary>
    internal void Release(string name)
    {
        TensorInfo tensor = Info(name);
        _owners[name].Release(tensor, 0, tensor.Length);
    }

    /// <summary>Makes the matrices whose rows are read one by one independent of their files, which may then be overwritten.</summary>
    /// <remarks>To be called before they are read by others.</remarks>
    internal void DetachRows()
    {
        foreach (string name in _rows)
            _owners[name].Detach(_tensors[name]);
        _rows.Clear();
    }

    /// <summary>Closes the files. Spans that were handed out must no longer be used.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
            file.Dispose();
    }

    internal ReadOnlySpan<byte> GetBytes(TensorInfo tensor) => _owners[tensor.Name].GetBytes(tensor);

    /// <summary>Gets the file that holds a tensor.</summary>
    internal SafetensorsFile Owner(TensorInfo tensor) => _owners[tensor.Name];

    static bool HasShape(TensorInfo tensor, ReadOnlySpan<int> shape)
    {
        if (tensor.Shape.Count != shape.Length)
            return false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (tensor.Shape[i] != shape[i])
                return false;
        }

        return true;
    }

    static string FullPath(string folder)
    {
        try
        {
            return Path.GetFullPath(folder);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            throw new WinnowException($"{ErrorText.Quote(folder)} is no path: {error.Message}", error);
        }
    }

    SafetensorsFile Add(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach ((string name, TensorInfo tensor) in file.Tensors)
        {
            if (!_tensors.TryAdd(name, tensor))
                throw new WinnowException($"{path}: tensor {ErrorText.Quote(name)} is also in {_owners[name].Path}. Fetch the model again into an empty folder.");
            _owners.Add(name, file);
        }

        return file;
    }

    void AddShards(string index)
    {
        Dictionary<string, string> map = ShardIndex.Read(index);
        var shards = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        foreach ((string tensor, string shard) in map)
        {
            if (!shards.TryGetValue(shard, out SafetensorsFile? file))
            {
                string path = Path.Combine(Folder, shard);
                if (!Path.Exists(path))
                    throw new WinnowException($"{index}: it names the shard {ErrorText.Quote(shard)}, which is not in the folder. Fetch it; a download may have stopped early.");
                file = Add(path);
                shards.Add(shard, file);
            }

            if (!file.Tensors.ContainsKey(tensor))
            {
                throw new WinnowException($"{index}: tensor {ErrorText.Quote(tensor)} should be in {ErrorText.Quote(shard)} and is not. "
                    + "Index and shards are not of the same model: fetch them again.");
            }
        }
    }

    long CountParameters()
    {
        long count = 0;
        foreach ((string name, TensorInfo tensor) in _tensors)
        {
            if (tensor.Type.IsParameter() && !RowScales.IsQuantisationData(this, name))
                count += tensor.ElementCount;
        }

        return count;
    }
}

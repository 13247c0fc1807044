using System.Globalization;
using Winnow.Weights;

namespace Winnow.Onnx.Format;

/// <summary>Writes a model as an ONNX file: the messages ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto of onnx.proto.</summary>
/// <remarks>
/// Above a size, weights go into a file of their own beside the model, since protobuf ends at 2 GiB. Files appear under their names only when they are complete.
/// </remarks>
sealed class OnnxFile
{
    // Version 17 has LayerNormalization as one operator; every runtime of the last years reads it. 8 is the version of the format that came with it.
    const int OperatorSet = 17, FormatVersion = 8;

    // Small tensors, such as shapes, are read while a model is being loaded: they stay in the model.
    const int SmallestExternal = 1024;

    // Readers map the file; pages are the boundaries that they like.
    const int ExternalAlignment = 4096;

    /// <summary>Gets the operations, each after those that it needs.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>Gets the tensors that are part of the model.</summary>
    public required IReadOnlyList<Initializer> Initializers { get; init; }

    /// <summary>Gets what a caller gives.</summary>
    public required IReadOnlyList<ValueInfo> Inputs { get; init; }

    /// <summary>Gets what a caller receives.</summary>
    public required IReadOnlyList<ValueInfo> Outputs { get; init; }

    /// <summary>Gets values within the graph whose shapes are stated.</summary>
    public required IReadOnlyList<ValueInfo> Values { get; init; }

    /// <summary>Gets texts that runtimes pass on to callers.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; }

    /// <summary>Writes the model.</summary>
    /// <param name="path">The file; its folder must exist. An existing file is replaced.</param>
    /// <param name="largestSingleFile">The bytes of weights above which they go into <c>PATH_data</c>.</param>
    /// <exception cref="WinnowException">A file cannot be written.</exception>
    public void Write(string path, long largestSingleFile)
    {
        bool external = Initializers.Sum(tensor => tensor.Data.Length) > largestSingleFile;
        List<(string Temporary, string Path)> files = [];
        try
        {
            path = Path.GetFullPath(path);
            string dataPath = path + "_data";
            List<(Initializer Tensor, long Offset)> moved = [];
            ProtoMessage model = Model(external ? Path.GetFileName(dataPath) : null, moved);
            // The data comes first: whoever sees the model must find it.
            if (moved.Count > 0)
                WriteTemporary(files, dataPath, stream => WriteData(stream, moved));
            WriteTemporary(files, path, model.WriteTo);
            foreach ((string temporary, string target) in files)
                File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error)
        {
            files.ForEach(file => Delete(file.Temporary));
            if (ErrorText.IsFileError(error))
            {
                throw new WinnowException(
                    $"{path}: the file cannot be written: {error.Message} Check that its folder exists, that you may write there, and that the disk has room.", error);
            }

            throw;
        }
    }

    static void WriteTemporary(List<(string Temporary, string Path)> files, string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        files.Add((temporary, path));
        write(stream);
        // The rename must not reach the disk before the content.
        stream.Flush(flushToDisk: true);
    }

    static void WriteData(Stream stream, List<(Initializer Tensor, long Offset)> moved)
    {
        foreach ((Initializer tensor, long offset) in moved)
        {
            stream.Position = offset;
            tensor.Data.WriteTo(stream);
        }
    }

    static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            // The first error is the one to report; a left-over temporary file does no harm.
        }
    }

    ProtoMessage Model(string? dataFile, List<(Initializer Tensor, long Offset)> moved)
    {
        ProtoMessage model = new ProtoMessage()
            .Integer(1, FormatVersion)
            .Text(2, "winnow")
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, OperatorSet));
        foreach ((string key, string value) in Metadata)
            model.Message(14, Entry(key, value));
        return model.Message(7, Graph(dataFile, moved));
    }

    ProtoMessage Graph(string? dataFile, List<(Initializer Tensor, long Offset)> moved)
    {
        ProtoMessage graph = new ProtoMessage().Text(2, "winnow");
        foreach (Node node in Nodes)
            graph.Message(1, Message(node));
        long offset = 0;
        foreach (Initializer tensor in Initializers)
        {
            if (dataFile is null || tensor.Data.Length < SmallestExternal)
            {
                graph.Message(5, Header(tensor).Data(9, tensor.Data));
                continue;
            }

            graph.Message(5, Header(tensor)
                .Message(13, Entry("location", dataFile))
                .Message(13, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
                .Message(13, Entry("length", tensor.Data.Length.ToString(CultureInfo.InvariantCulture)))
                .Integer(14, 1));
            moved.Add((tensor, offset));
            offset = (offset + tensor.Data.Length + ExternalAlignment - 1) / ExternalAlignment * ExternalAlignment;
        }

        foreach (ValueInfo input in Inputs)
            graph.Message(11, Message(input));
        foreach (ValueInfo output in Outputs)
            graph.Message(12, Message(output));
        foreach (ValueInfo value in Values)
            graph.Message(13, Message(value));
        return graph;
    }

    static ProtoMessage Message(Node node)
    {
        var message = new ProtoMessage();
        foreach (string input in node.Inputs)
            message.Text(1, input);
        foreach (string output in node.Outputs)
            message.Text(2, output);
        // The first output's name is unique, and tells a reader of a profile where the node belongs.
        message.Text(3, node.Outputs[0]).Text(4, node.Operator);
        foreach (NodeAttribute attribute in node.Attributes)
            message.Message(5, attribute.ToMessage());
        return message;
    }

    static ProtoMessage Header(Initializer tensor)
    {
        var message = new ProtoMessage();
        foreach (long dimension in tensor.Shape)
            message.Integer(1, dimension);
        return message.Integer(2, (int)tensor.Type).Text(8, tensor.Name);
    }

    static ProtoMessage Message(ValueInfo value)
    {
        var shape = new ProtoMessage();
        foreach (string dimension in value.Dimensions)
        {
            shape.Message(1, int.TryParse(dimension, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                ? new ProtoMessage().Integer(1, length)
                : new ProtoMessage().Text(2, dimension));
        }

        ProtoMessage tensor = new ProtoMessage().Integer(1, (int)value.Type).Message(2, shape);
        return new ProtoMessage().Text(1, value.Name).Message(2, new ProtoMessage().Message(1, tensor));
    }

    static ProtoMessage Entry(string key, string value) => new ProtoMessage().Text(1, key).Text(2, value);
}

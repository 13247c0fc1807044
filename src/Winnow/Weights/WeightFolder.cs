namespace Winnow.Weights;

/// <summary>Finds the weight files of a model folder, or says what lies there in their place.</summary>
static class WeightFolder
{
    /// <summary>Finds the single weight file or, failing that, the index of a sharded model.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="fileName">The name of the single file.</param>
    /// <param name="path">The path of the file that was found.</param>
    /// <returns>True for a single file, false for an index.</returns>
    /// <exception cref="WinnowException">There is neither.</exception>
    internal static bool Find(string folder, string fileName, out string path)
    {
        if (fileName.AsSpan().IndexOfAny("/\\\0") >= 0)
            throw new WinnowException($"{ErrorText.Quote(fileName)} is not the plain name of a weight file; name the folder and the file apart.");
        try
        {
            if (!Directory.Exists(folder))
            {
                throw new WinnowException(File.Exists(folder)
                    ? $"{folder}: this is a file, and a model folder is needed. Name the folder that holds it."
                    : $"{folder}: there is no such folder. Check the path of the model.");
            }

            path = Path.Combine(folder, fileName);
            if (Path.Exists(path))
                return true;
            path = Path.Combine(folder, fileName + ".index.json");
            if (Path.Exists(path))
                return false;
            throw NoWeights(folder, fileName);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            throw new WinnowException($"{folder}: the folder cannot be read: {error.Message} Check that it exists and that you may read it.", error);
        }
    }

    static WinnowException NoWeights(string folder, string fileName)
    {
        string looked = $"{folder}: no weights: neither {fileName} nor {fileName}.index.json is there";
        string? pickle = null, safetensors = null, onnx = null, gguf = null, keras = null;
        bool any = false;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            any = true;
            string name = Path.GetFileName(entry);
            switch (Path.GetExtension(name).ToUpperInvariant())
            {
                case ".SAFETENSORS":
                    safetensors = First(safetensors, name);
                    break;
                case ".BIN" or ".PT" or ".PTH" or ".CKPT" or ".PKL":
                    pickle = First(pickle, name);
                    break;
                case ".H5" or ".MSGPACK" or ".KERAS":
                    keras = First(keras, name);
                    break;
                case ".ONNX":
                    onnx = First(onnx, name);
                    break;
                case ".GGUF":
                    gguf = First(gguf, name);
                    break;
                default:
                    if (name == "onnx")
                        onnx = First(onnx, "onnx/");
                    break;
            }
        }

        if (!any)
            return new WinnowException($"{looked}; the folder is empty. Fetch the model into it.");
        if (safetensors is not null)
            return new WinnowException($"{looked}, only {safetensors}. Rename it if it holds the whole model; a shard needs the index file beside it.");
        if (pickle is not null)
        {
            return new WinnowException($"{looked}, only {pickle}. That is a pickle, which can run code when it is read, so it is refused. "
                + "Convert it where you trust it: AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True) in Python.");
        }

        if (keras is not null)
        {
            return new WinnowException($"{looked}, only {keras}, which is not supported. "
                + "Convert it: AutoModelForSequenceClassification.from_pretrained(folder, from_tf=True or from_flax=True).save_pretrained(folder) in Python.");
        }

        if (onnx is not null || gguf is not null)
            return new WinnowException($"{looked}, only {onnx ?? gguf}, which is not supported. Fetch {fileName} of the model that it was made from.");
        return new WinnowException($"{looked}. Fetch the model's weights into the folder.");
    }

    /// <summary>The first name in order, so that the message does not depend on how the file system lists a folder.</summary>
    static string First(string? known, string name) => known is null || string.CompareOrdinal(name, known) < 0 ? name : known;
}

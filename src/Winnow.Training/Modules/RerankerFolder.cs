using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Winnow.Quantization;
using Winnow.Weights;

namespace Winnow.Training.Modules;

/// <summary>Writes what was trained as a model folder that the engine, and others that know JinaBERT, load.</summary>
static class RerankerFolder
{
    /// <summary>The tokens that a JinaBERT of Winnow reads: ALiBi has no table that would end.</summary>
    public const int LongestInput = 8192;

    const string TokenizerSettings = "tokenizer_config.json";

    static readonly string[] TokenizerFiles = ["tokenizer.json", TokenizerSettings, "special_tokens_map.json", "vocab.txt"];
    static readonly string[] ModuleFiles = ["modules.json", "config_sentence_transformers.json", "1_Pooling/config.json"];

    /// <summary>Writes a reranker. The folder appears under its name when it is complete.</summary>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <param name="reranker">The reranker.</param>
    /// <param name="start">The folder whose tokenizer it has.</param>
    /// <param name="card">README.md.</param>
    /// <exception cref="WinnowException">The folder cannot be written.</exception>
    public static void Write(string folder, TrainableReranker reranker, string start, string card)
    {
        EncoderShape shape = reranker.Encoder.Shape;
        Write(folder, shape, reranker.HeadConfig, start, TokenizerFiles, card, [.. reranker.Parameters.Tensors(name => IsOfTheFolder(name) ? name : "bert." + name), .. reranker.FixedTensors]);
    }

    /// <summary>Writes an encoder without a head as an embedder, with the pooling and the prompts of the folder it began as.</summary>
    public static void WriteEncoder(string folder, TrainableEncoder encoder, string start, string card)
    {
        var config = new Dictionary<string, object> { ["architectures"] = new[] { encoder.Shape.IsJina ? "JinaBertModel" : "BertModel" } };
        Write(folder, encoder.Shape, config, start, [.. TokenizerFiles, .. ModuleFiles], card, encoder.Parameters.Tensors(name => name));
        string limit = Path.Combine(folder, "sentence_bert_config.json");
        if (encoder.Shape.IsJina && !File.Exists(limit))
            File.WriteAllText(limit, $"{{\"max_seq_length\": {LongestInput}, \"do_lower_case\": false}}\n");
    }

    // The classifier and the interaction head with its other parts stand beside the encoder, not in it.
    static bool IsOfTheFolder(string name) => ((string[])["classifier.", "interaction.", "lexical.", "late_interaction."]).Any(start => name.StartsWith(start, StringComparison.Ordinal));

    static void Write(
        string folder, EncoderShape shape, IReadOnlyDictionary<string, object> head, string start, IReadOnlyList<string> files, string card,
        IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> tensors)
    {
        try
        {
            string target = NewFolder.Check(folder);
            using NewFolder output = NewFolder.Begin(target);
            File.WriteAllBytes(Path.Combine(output.Path, "config.json"), Config(shape, head));
            SafetensorsWriter.Write(Path.Combine(output.Path, "model.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
            foreach (string file in files.Where(file => File.Exists(Path.Combine(start, file))))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(output.Path, file))!);
                // A copy may be changed even where the original may not.
                byte[] content = File.ReadAllBytes(Path.Combine(start, file));
                File.WriteAllBytes(Path.Combine(output.Path, file), file == TokenizerSettings && shape.IsJina ? WithLongestInput(content) : content);
            }

            File.WriteAllText(Path.Combine(output.Path, "README.md"), card);
            output.Complete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{folder}: the folder cannot be written: {error.Message} Check that you may write there, and that the disk has room.", error);
        }
    }

    // The start may have had a table of positions, and its limit; the result has none.
    static byte[] WithLongestInput(byte[] settings)
    {
        if (JsonNode.Parse(settings) is not JsonObject fields)
            return settings;
        fields["model_max_length"] = LongestInput;
        return Encoding.UTF8.GetBytes(fields.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }

    static byte[] Config(EncoderShape shape, IReadOnlyDictionary<string, object> head)
    {
        var fields = new Dictionary<string, object>(head)
        {
            ["model_type"] = "bert",
            ["vocab_size"] = shape.Vocabulary,
            ["hidden_size"] = shape.HiddenSize,
            ["num_hidden_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.Heads,
            ["intermediate_size"] = shape.InnerSize,
            ["hidden_act"] = "gelu",
            ["layer_norm_eps"] = shape.Epsilon,
            ["type_vocab_size"] = shape.Types,
            ["pad_token_id"] = 0,
            ["torch_dtype"] = "float32",
        };
        fields["max_position_embeddings"] = shape.IsJina ? LongestInput : shape.Positions;
        if (shape.IsJina)
        {
            fields["position_embedding_type"] = "alibi";
            fields["alibi_slopes"] = shape.SlopesName;
            fields["feed_forward_type"] = "geglu";
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            JsonSerializer.Serialize(json, fields);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}

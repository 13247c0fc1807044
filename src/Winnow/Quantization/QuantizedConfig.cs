using System.Text.Encodings.Web;
using System.Text.Json;
using Winnow.Models.Configuration;

namespace Winnow.Quantization;

/// <summary>Writes config.json of a quantized folder: the model's own, with what the weights have become.</summary>
static class QuantizedConfig
{
    const string Key = "quantization_config";

    // The old name and, since transformers 5, the new one.
    static readonly string[] TypeKeys = ["torch_dtype", "dtype"];

    // The relaxed encoder leaves letters of all scripts as they are.
    static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Copies the file, its keys in their order, and adds the description of int8 weights.</summary>
    /// <exception cref="WinnowException">The file is not valid.</exception>
    public static void Write(string source, string target)
    {
        JsonElement config = JsonFile.TryRead(source) ?? throw new WinnowException($"{source}: there is no such file.");
        try
        {
            Write(config, target);
        }
        catch (InvalidOperationException error)
        {
            throw new WinnowException($"{source}: a text in it holds half a surrogate pair. Correct the file.", error);
        }
    }

    static void Write(JsonElement config, string target)
    {
        using FileStream file = File.Create(target);
        using (var json = new Utf8JsonWriter(file, Layout))
        {
            json.WriteStartObject();
            bool typed = false;
            foreach (JsonProperty property in config.EnumerateObject())
            {
                if (TypeKeys.Contains(property.Name, StringComparer.Ordinal))
                {
                    json.WriteString(property.Name, "float32"u8);
                    typed = true;
                }
                else if (property.Name != Key)
                {
                    property.WriteTo(json);
                }
            }

            // What is not int8 is float32 now, whatever it was.
            if (!typed)
                json.WriteString(TypeKeys[0], "float32"u8);
            WriteQuantization(json);
            json.WriteEndObject();
        }

        file.Write("\n"u8);
    }

    static void WriteQuantization(Utf8JsonWriter json)
    {
        json.WriteStartObject(Key);
        json.WriteString("quant_method"u8, "compressed-tensors"u8);
        json.WriteString("format"u8, "int-quantized"u8);
        json.WriteStartObject("config_groups"u8);
        json.WriteStartObject("group_0"u8);
        json.WriteStartArray("targets"u8);
        json.WriteStringValue("Linear"u8);
        json.WriteStringValue("Embedding"u8);
        json.WriteEndArray();
        json.WriteStartObject("weights"u8);
        json.WriteNumber("num_bits"u8, 8);
        json.WriteString("type"u8, "int"u8);
        json.WriteBoolean("symmetric"u8, true);
        json.WriteString("strategy"u8, "channel"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

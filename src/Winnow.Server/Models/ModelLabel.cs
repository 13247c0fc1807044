using Winnow.Models;
using Winnow.Models.Configuration;

namespace Winnow.Server.Models;

/// <summary>What a model's files call the number that it gives.</summary>
static class ModelLabel
{
    // What Hugging Face's libraries say where config.json says nothing.
    const string Usual = "LABEL_0";

    /// <summary>Reads a folder's label.</summary>
    /// <exception cref="WinnowException">A file is malformed.</exception>
    public static string Read(string folder)
    {
        string encoder = Path.GetDirectoryName(ModelInfo.FindTokenizer(folder))!;
        return JsonSettings.TryRead(Path.Combine(encoder, "config.json"))?.Section("id2label")?.Text("0", Usual) ?? Usual;
    }
}

using Winnow.Models.Configuration;

namespace Winnow.Training.Modules;

/// <summary>The texts that a bi-encoder's folder puts before queries and documents, which are part of what it knows.</summary>
/// <param name="Query">Before queries.</param>
/// <param name="Document">Before documents.</param>
readonly record struct FolderPrompts(string Query, string Document)
{
    /// <summary>Reads config_sentence_transformers.json; without it there are none.</summary>
    public static FolderPrompts Read(string folder)
    {
        JsonSettings? prompts = JsonSettings.TryRead(Path.Combine(folder, "config_sentence_transformers.json"))?.Section("prompts");
        if (prompts is null)
            return new FolderPrompts("", "");
        string document = ((string[])["document", "passage", "corpus"]).FirstOrDefault(prompts.Has) ?? "document";
        return new FolderPrompts(prompts.Text("query", ""), prompts.Text(document, ""));
    }
}

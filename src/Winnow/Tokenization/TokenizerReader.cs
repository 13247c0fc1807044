using System.Text.Json;
using Winnow.Tokenization.AddedTokens;
using Winnow.Tokenization.Json;
using Winnow.Tokenization.Models;
using Winnow.Tokenization.Normalizers;
using Winnow.Tokenization.PostProcessors;
using Winnow.Tokenization.PreTokenizers;

namespace Winnow.Tokenization;

/// <summary>Reads a tokenizer.json. Whatever it cannot use it names.</summary>
static class TokenizerReader
{
    const string SupportedVersion = "1.0";

    /// <summary>Reads the file's bytes.</summary>
    public static Tokenizer Read(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            return ReadFile(json, source);
        }
        catch (JsonException problem)
        {
            string where = problem.LineNumber is { } line ? $" at line {line + 1}, byte {problem.BytePositionInLine + 1}" : "";
            throw new WinnowException(
                $"{source} is not valid JSON{where}: {FirstSentence(problem.Message)} Take the tokenizer.json that the model was published with.", problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new WinnowException(
                $"{source} holds a string that is not valid Unicode: {FirstSentence(problem.Message)} Take the tokenizer.json that the model was published with.",
                problem);
        }
    }

    static Tokenizer ReadFile(ReadOnlyMemory<byte> json, string source)
    {
        var file = JsonSections.Read(json, "", source);
        if (file.Node("version") is { } version && version.String() != SupportedVersion)
            throw version.Error($"is \"{ConfigNode.Shorten(version.String())}\"; only \"{SupportedVersion}\" is supported");

        var model = ModelReader.Read(file.Bytes("model"), source);
        var addedTokens = AddedTokenReader.Read(file.Node("added_tokens"), model.Vocabulary);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int highestId = model.Vocabulary.HighestId;
        foreach (var token in addedTokens)
        {
            ids[token.Content] = token.Id;
            highestId = Math.Max(highestId, token.Id);
        }

        var normalizers = NormalizerReader.Read(file.Node("normalizer"));
        var stages = PreTokenizerReader.Read(file.Node("pre_tokenizer"));
        var postProcessor = PostProcessorReader.Read(
            file.Node("post_processor"), token => ids.TryGetValue(token, out int id) ? id : model.Vocabulary.Find(token), highestId);
        var pipeline = new TokenizerPipeline(addedTokens, normalizers, stages, model, source);
        return new Tokenizer(
            pipeline, postProcessor, new TokenTexts(model.Vocabulary, addedTokens), Math.Max(highestId, Math.Max(postProcessor.Single.HighestId, postProcessor.Pair.HighestId)) + 1);
    }

    // The messages of System.Text.Json end in a second account of the place.
    static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}

using System.Text.Json;
using Winnow.Models;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>Texts of an exact number of tokens, from words that a model's tokenizer knows as a whole.</summary>
/// <remarks>The texts mean nothing; for speed only their lengths count. The same seed gives the same texts.</remarks>
sealed class WordText
{
    const int MostWords = 4000, LeastLetters = 3;

    readonly Tokenizer _tokenizer;
    readonly string[] _words;
    readonly Random _random;

    /// <summary>Collects the words.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="vocabulary">The texts of its tokens, in any order.</param>
    /// <param name="seed">What the choice of words depends on.</param>
    /// <exception cref="WinnowException">There is no word that the tokenizer takes for one token.</exception>
    public WordText(Tokenizer tokenizer, IEnumerable<string> vocabulary, int seed)
    {
        _tokenizer = tokenizer;
        _random = new Random(seed);
        // The marks of a word's beginning in byte-level BPE and in SentencePiece.
        _words = [.. vocabulary.Select(token => token.TrimStart('Ġ', '▁')).Where(IsWord).Distinct(StringComparer.Ordinal).Take(MostWords)];
        if (_words.Length == 0)
            throw new WinnowException("The tokenizer has no plain word that is one token, so that no text of a given length can be made of it. Measure a model with words in its vocabulary.");
    }

    /// <summary>Collects the words of a model folder.</summary>
    public static WordText Load(string model, Tokenizer tokenizer, int seed)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(ModelInfo.FindTokenizer(model)));
        // An object from token to id, or for Unigram an array of tokens with their scores. The tokenizer has been loaded: the file is well formed.
        JsonElement vocabulary = json.RootElement.GetProperty("model").GetProperty("vocab");
        List<string> tokens = vocabulary.ValueKind == JsonValueKind.Object
            ? [.. vocabulary.EnumerateObject().Select(token => token.Name)]
            : [.. vocabulary.EnumerateArray().Select(token => token[0].GetString()!)];
        return new WordText(tokenizer, tokens, seed);
    }

    /// <summary>Creates a text.</summary>
    /// <param name="tokens">Its number of tokens, special ones not included; at least 1.</param>
    public string Create(int tokens)
    {
        string[] words = new string[tokens];
        for (int i = 0; i < tokens; i++)
            words[i] = _words[_random.Next(_words.Length)];
        return string.Join(' ', words);
    }

    // Twice in a row: at the start of a text and after a space a word may be another token.
    bool IsWord(string token) =>
        token.Length >= LeastLetters && token.All(char.IsAsciiLetterLower) && _tokenizer.Tokenize($"{token} {token}").Length == 2;
}

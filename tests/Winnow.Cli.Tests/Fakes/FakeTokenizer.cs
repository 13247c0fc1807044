using Winnow.Cli.Engine;
using Winnow.Tokenization;

namespace Winnow.Cli.Tests.Fakes;

/// <summary>A token for each word, its id the word's length; 101 and 102 around them; a cut is a cut at the end.</summary>
sealed class FakeTokenizer(FakeEngine engine) : IPairTokenizer
{
    public int MaxTokens
    {
        get
        {
            engine.LimitQuestions++;
            return engine.TokenizerLimit;
        }
    }

    public Encoding Encode(string text, int? maxTokens) => Cut([101, .. Words(text), 102], 0, maxTokens);

    public Encoding EncodePair(string query, string document, int? maxTokens)
    {
        int[] first = [101, .. Words(query), 102];
        return Cut([.. first, .. Words(document), 102], first.Length, maxTokens);
    }

    static IEnumerable<int> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Length);

    static Encoding Cut(int[] ids, int second, int? maxTokens)
    {
        int count = Math.Min(ids.Length, maxTokens ?? int.MaxValue);
        return new Encoding(ids[..count], [.. Enumerable.Range(0, count).Select(i => second > 0 && i >= second ? 1 : 0)]);
    }
}

using CsCheck;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

public sealed class TruncationTests
{
    static readonly Gen<(int First, int Second, int Budget)> Lengths =
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 90], (first, second, budget) => (first, second, budget));

    [Fact]
    public void LongestFirst_AnyLengths_EqualsCuttingOneTokenAtATime() => Lengths.Sample(
        x => Truncation.LongestFirst(x.First, x.Second, x.Budget) == CutOneByOne(x.First, x.Second, x.Budget), iter: 20_000);

    [Fact]
    public void OnlySecond_AnyLengths_KeepsTheFirstTextOrThrows() => Lengths.Sample(x =>
    {
        if (x.First + x.Second > x.Budget && x.First >= x.Budget)
            return Assert.Throws<WinnowException>(() => Truncation.OnlySecond(x.First, x.Second, x.Budget)).Message.Length > 0;
        return Truncation.OnlySecond(x.First, x.Second, x.Budget) == (x.First, Math.Min(x.Second, x.Budget - x.First));
    });

    [Fact]
    public void EncodePair_LimitBelowSpecialTokens_Throws()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(Fixtures.Golden("bert"), "tokenizer.json"));
        Assert.Contains("3 special tokens", Assert.Throws<WinnowException>(() => tokenizer.EncodePair("a", "b", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("2 special tokens", Assert.Throws<WinnowException>(() => tokenizer.Encode("a", 1)).Message, StringComparison.Ordinal);
        Assert.Equal(3, tokenizer.EncodePair("a", "b", 3).Ids.Length);
    }

    [Fact]
    public void EncodePair_BothTooLong_EqualsCuttingTheFullResults()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(Fixtures.Golden("bert"), "tokenizer.json"));
        string[] texts = [string.Join(' ', Enumerable.Repeat("the", 9)), string.Join(' ', Enumerable.Repeat("of", 12)), "", "a b c", string.Join(' ', Enumerable.Repeat("in", 10))];
        foreach (string first in texts)
        {
            foreach (string second in texts)
            {
                for (int limit = 3; limit < 30; limit++)
                {
                    int[] a = tokenizer.Tokenize(first);
                    int[] b = tokenizer.Tokenize(second);
                    var (keptFirst, keptSecond) = CutOneByOne(a.Length, b.Length, limit - 3);
                    Assert.Equal(tokenizer.Assemble(a.AsSpan(0, keptFirst), b.AsSpan(0, keptSecond)).Ids, tokenizer.EncodePair(first, second, limit).Ids);
                }
            }
        }
    }

    [Fact]
    public void EncodePair_OnlySecond_CutsTheDocument()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(Fixtures.Golden("bert"), "tokenizer.json"));
        int[] query = tokenizer.Tokenize("the of in");
        var encoding = tokenizer.EncodePair("the of in", "the the the the the the", query.Length + 5, TruncationStrategy.OnlySecond);
        Assert.Equal(query.Length + 5, encoding.Ids.Length);
        Assert.Equal(query, encoding.Ids[1..(1 + query.Length)]);
        Assert.Throws<WinnowException>(() => tokenizer.EncodePair("the of in", "the", query.Length + 3, TruncationStrategy.OnlySecond));
    }

    // The oracle: take a token off the longer text until both fit; of equal ones the first text loses it. What the longer text of the pair
    // keeps more than the other is then given back to it where the roles changed on the way.
    static (int First, int Second) CutOneByOne(int first, int second, int budget)
    {
        bool firstIsLonger = first > second;
        while (first + second > budget)
        {
            if (first > second || (first == second && !firstIsLonger))
                first--;
            else
                second--;
        }

        return (first, second);
    }
}

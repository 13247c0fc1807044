using Winnow.Evaluation.Speed.Workloads;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Tests.Speed.Workloads;

public sealed class WordTextTests
{
    [Theory]
    [InlineData("bert")]
    [InlineData("jina-bert")]
    [InlineData("jina-bert-int8")]
    [InlineData("modernbert-cls")]
    [InlineData("xlm-roberta")]
    [InlineData("deberta-v2")]
    public void Create_EveryKindOfTokenizer_HasTheTokensAskedFor(string model)
    {
        var tokenizer = Tokenizer.Load(Path.Combine(GoldenFolder.Of(model), "tokenizer.json"));
        var words = WordText.Load(GoldenFolder.Of(model), tokenizer, seed: 1);
        foreach (int tokens in (int[])[1, 2, 8, 10, 127, 500])
            Assert.Equal(tokens, tokenizer.Tokenize(words.Create(tokens)).Length);
    }

    [Fact]
    public void Create_SameSeed_IsTheSameText()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(GoldenFolder.Of("bert"), "tokenizer.json"));
        string first = WordText.Load(GoldenFolder.Of("bert"), tokenizer, seed: 1).Create(40);
        Assert.Equal(first, WordText.Load(GoldenFolder.Of("bert"), tokenizer, seed: 1).Create(40));
        Assert.NotEqual(first, WordText.Load(GoldenFolder.Of("bert"), tokenizer, seed: 2).Create(40));
    }

    [Fact]
    public void Create_VocabularyWithoutWords_IsRefused()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(GoldenFolder.Of("bert"), "tokenizer.json"));
        var error = Assert.Throws<WinnowException>(() => new WordText(tokenizer, ["[CLS]", "##ing", "7", "qqqqzzzz"], seed: 1));
        Assert.StartsWith("The tokenizer has no plain word that is one token", error.Message, StringComparison.Ordinal);
    }
}

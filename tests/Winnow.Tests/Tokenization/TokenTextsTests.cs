using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

public sealed class TokenTextsTests
{
    const string Text = "Herons nest in colonies; they eat fish.";

    public static TheoryData<string> Folders => ["bert", "deberta-v2", "ettin", "jina-bert", "xlm-roberta"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void TokenText_IdsOfAText_AreWrittenInTheirText(string folder)
    {
        Tokenizer tokenizer = Load(folder);

        string joined = string.Concat(tokenizer.Tokenize(Text).Select(tokenizer.TokenText));

        string[] marks = ["##", "▁", "Ġ", " "];
        string plain = marks.Aggregate(joined, (text, mark) => text.Replace(mark, "", StringComparison.Ordinal));
        Assert.Equal(Text.Replace(" ", "", StringComparison.Ordinal), plain, ignoreCase: true);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void TokenText_EveryIdOfTheVocabulary_IsDifferentOrNone(string folder)
    {
        Tokenizer tokenizer = Load(folder);

        var texts = Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.TokenText).OfType<string>().ToList();

        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.True(texts.Count > 1000, $"{texts.Count} tokens");
        Assert.Null(tokenizer.TokenText(tokenizer.VocabularySize));
        Assert.Null(tokenizer.TokenText(-1));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void SpecialTokens_Template_MarksWhatIsNotOfTheText(string folder)
    {
        Tokenizer tokenizer = Load(folder);
        int[] tokens = tokenizer.Tokenize(Text);

        bool[] specials = tokenizer.SpecialTokens(tokens.Length);

        int[] ids = tokenizer.Assemble(tokens).Ids;
        Assert.Equal(tokens, ids.Where((_, i) => !specials[i]));
        Assert.Equal(tokenizer.SingleOverhead, specials.Count(special => special));
    }

    static Tokenizer Load(string folder) => Tokenizer.Load(Path.Combine(Fixtures.Golden(folder), "tokenizer.json"));
}

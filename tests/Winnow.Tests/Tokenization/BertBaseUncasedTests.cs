using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Ids that the published bert-base-uncased tokenizer gives; the shipped models carry its vocabulary.</summary>
public sealed class BertBaseUncasedTests
{
    static readonly Tokenizer Tokenizer =
        Tokenizer.Load(Path.Combine(Fixtures.Repository, "models", "winnow-turbo-en", "tokenizer.json"));

    [Theory]
    [InlineData("How are you doing?", "101 2129 2024 2017 2725 1029 102")]
    [InlineData("UNwant\u00E9d,running", "101 18162 1010 2770 102")]
    [InlineData("\u751F\u6D3B\u7684\u771F\u8C1B\u662F", "101 1910 100 1916 1921 100 100 102")]
    [InlineData(
        "test $1 R2 #3 \u20AC4 \u00A35 \u00A56 \u20A37 \u20B98 \u20B19 test",
        "101 3231 1002 1015 1054 2475 1001 1017 1574 2549 27813 1071 2575 100 1576 2620 1575 2683 3231 102")]
    [InlineData(" \t\n", "101 102")]
    [InlineData("", "101 102")]
    [InlineData("1\0 2\uFFFD3", "101 1015 2603 102")]
    public void Encode_PublishedCases_GivesTheirIds(string text, string ids) =>
        Assert.Equal(ids, string.Join(' ', Tokenizer.Encode(text).Ids));

    [Fact]
    public void EncodePair_HelloWorld_GivesTypeOneToTheSecondText()
    {
        var encoding = Tokenizer.EncodePair("hello", "world");
        Assert.Equal([101, 7592, 102, 2088, 102], encoding.Ids);
        Assert.Equal([0, 0, 0, 1, 1], encoding.TypeIds);
    }

    [Fact]
    public void Properties_BertBaseUncased_DescribeIt()
    {
        Assert.Equal(30522, Tokenizer.VocabularySize);
        Assert.Equal(2, Tokenizer.SingleOverhead);
        Assert.Equal(3, Tokenizer.PairOverhead);
        Assert.Equal(1, Tokenizer.MaxTypeId);
        Assert.Equal("BertNormalizer > BertPreTokenizer > WordPiece > TemplateProcessing", Tokenizer.Description);
    }
}

using Winnow.Evaluation.FirstStage;

namespace Winnow.Evaluation.Tests.FirstStage;

public class LuceneSimilarityTests
{
    // Values of org.apache.lucene.util.SmallFloat: byte4ToInt(intToByte4(length)).
    [Theory]
    [InlineData(39, 39)]
    [InlineData(40, 40)]
    [InlineData(41, 40)]
    [InlineData(42, 42)]
    [InlineData(55, 54)]
    [InlineData(56, 56)]
    [InlineData(59, 56)]
    [InlineData(100, 96)]
    [InlineData(1000, 984)]
    public void Decode_OfEncoded_IsLucenesLength(int length, int expected) => Assert.Equal(expected, LuceneSimilarity.Decode(LuceneSimilarity.Encode(length)));

    [Fact]
    public void Encode_EveryByte_IsItsOwnDecoded()
    {
        for (int code = 0; code < 256; code++)
            Assert.Equal(code, LuceneSimilarity.Encode(LuceneSimilarity.Decode((byte)code)));
        Assert.Equal(255, LuceneSimilarity.Encode(int.MaxValue));
    }

    [Fact]
    public void Encode_ShortLengths_AreExact()
    {
        for (int length = 0; length < 40; length++)
            Assert.Equal(length, LuceneSimilarity.Decode(LuceneSimilarity.Encode(length)));
    }
}

using System.Text;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Trec;

public sealed class Utf8OrderTests
{
    [Fact]
    public void Compare_RandomTexts_EqualsTheOrderOfBytes()
    {
        // Around every place where the number of UTF-8 bytes changes, and on both sides of the surrogates.
        int[] codePoints = [0x20, 0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x103FF, 0x10400, 0x1F600, 0x10FFFF];
        var random = new Random(5);
        int differsFromUtf16 = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string a = RandomText(), b = RandomText();

            int expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

            Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Compare(a, b)));
            differsFromUtf16 += Math.Sign(expected) != Math.Sign(string.CompareOrdinal(a, b)) ? 1 : 0;
        }

        Assert.True(differsFromUtf16 > 1000);

        string RandomText() => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => char.ConvertFromUtf32(codePoints[random.Next(codePoints.Length)])));
    }
}

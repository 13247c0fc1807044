using System.Numerics;
using Lucene.Net.Search.Similarities;

namespace Winnow.Evaluation.FirstStage;

/// <summary>BM25 with document lengths rounded as Lucene has done since version 7, and so as Anserini's published runs were made.</summary>
/// <remarks>
/// Lucene.NET follows Lucene 4.8, which keeps <c>1/sqrt(length)</c> in a byte with three bits of mantissa; documents of 100 and of 150 terms can be equally long to
/// it. Newer versions keep lengths up to 39 exactly and longer ones with four significant bits (<c>SmallFloat.intToByte4</c>, ported here). The constant factor
/// <c>k1 + 1</c>, which newer versions drop, stays: no order depends on it.
/// </remarks>
sealed class LuceneSimilarity(float k1, float b) : BM25Similarity(k1, b)
{
    // The lengths that get a code of their own before the four significant bits begin: 255 - longToInt4(int.MaxValue).
    const int ExactLengths = 24;

    protected override byte EncodeNormValue(float boost, int fieldLength) => Encode(fieldLength);

    // The base class computes 1/(f*f) of its own bytes to get a length; this table gives the length itself.
    protected override float DecodeNormValue(byte b) => Decode(b);

    /// <summary>Rounds a length down to one of 256.</summary>
    public static byte Encode(int length)
    {
        if (length < ExactLengths)
            return (byte)length;
        int rest = length - ExactLengths;
        int bits = 32 - BitOperations.LeadingZeroCount((uint)rest);
        if (bits < 4)
            return (byte)(ExactLengths + rest);
        int shift = bits - 4;
        return (byte)(ExactLengths + (((rest >>> shift) & 7) | ((shift + 1) << 3)));
    }

    /// <summary>Gets the length that a byte stands for.</summary>
    public static int Decode(byte code)
    {
        if (code < ExactLengths)
            return code;
        int rest = code - ExactLengths, mantissa = rest & 7, shift = (rest >>> 3) - 1;
        return ExactLengths + (shift < 0 ? mantissa : (mantissa | 8) << shift);
    }
}

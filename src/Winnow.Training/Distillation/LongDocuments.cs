using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>Makes long documents of short ones: other texts stand before and after, so that a model learns to find an answer anywhere.</summary>
sealed class LongDocuments(IReadOnlyList<int[]> texts, int longest, int seed)
{
    /// <summary>Gets the most tokens of a document.</summary>
    public int Longest => longest;

    /// <summary>Puts a document among others.</summary>
    /// <param name="document">The document's tokens.</param>
    /// <param name="step">The step, and</param>
    /// <param name="place">the document's place in it, which decide what stands around it.</param>
    public int[] Lengthen(int[] document, int step, int place)
    {
        var random = new Random(EpochOrder.Seed(seed, ((long)step << 20) + place));
        int length = random.Next(longest / 4, longest + 1), around = Math.Max(0, length - document.Length);
        int before = random.Next(around + 1);
        return [.. Filler(random, before), .. document, .. Filler(random, around - before)];
    }

    List<int> Filler(Random random, int length)
    {
        List<int> filler = [];
        while (filler.Count < length)
        {
            int[] text = texts[random.Next(texts.Count)];
            filler.AddRange(text.AsSpan(0, Math.Min(text.Length, length - filler.Count)));
            if (text.Length == 0 && texts.Count == 1)
                break;
        }

        return filler;
    }
}

using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>Puts a stretch of one text into another, so that a student which only has to follow its teacher sees more texts than there are.</summary>
/// <remarks>
/// A vector is the mean of all states of a text, and a student learns the vectors of its training texts by heart long before it does so with the states of their tokens. Lengths stay, so batches do, too.
/// After the data augmentation of Jiao et al., "TinyBERT", 2020, with text of the same collection instead of words from a language model.
/// </remarks>
/// <param name="texts">The texts whose stretches are used, without special tokens and prompts.</param>
/// <param name="share">How likely a text gets a stretch of another, 0 to 1.</param>
/// <param name="seed">What is spliced depends on it, the step and the place in the batch alone.</param>
sealed class TextSplicing(IReadOnlyList<int[]> texts, double share, int seed)
{
    /// <summary>Gives a sequence as it is, or with a stretch of random length and place replaced.</summary>
    /// <param name="sequence">The tokens as a model reads them; the last one is special.</param>
    /// <param name="start">Where the text begins, behind special tokens and the prompt.</param>
    /// <param name="step">The step.</param>
    /// <param name="place">The place in the step's batch.</param>
    /// <returns>A sequence of the same length, which may be the one given.</returns>
    public int[] Apply(int[] sequence, int start, long step, int place)
    {
        var random = new Random(EpochOrder.Seed(seed, (step << 20) + place));
        int room = sequence.Length - 1 - start;
        if (room <= 0 || random.NextDouble() >= share)
            return sequence;
        int[] other = texts[random.Next(texts.Count)];
        int length = random.Next(Math.Min(other.Length, room) + 1);
        int from = random.Next(other.Length - length + 1), to = start + random.Next(room - length + 1);
        int[] spliced = [.. sequence];
        other.AsSpan(from, length).CopyTo(spliced.AsSpan(to));
        return spliced;
    }
}

using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Distillation;

/// <summary>Texts as a bi-encoder reads them, each by itself with special tokens and its prompt.</summary>
/// <param name="Sequences">The tokens.</param>
/// <param name="IsDocument">For each whether it is a document, which a student reads as the second type of token, or a query.</param>
/// <param name="QueryStart">Where the text of a query begins.</param>
/// <param name="DocumentStart">Where that of a document begins.</param>
sealed record PromptedTexts(int[][] Sequences, bool[] IsDocument, int QueryStart, int DocumentStart)
{
    /// <summary>Gives where a sequence's own text begins.</summary>
    public int Start(int text) => IsDocument[text] ? DocumentStart : QueryStart;

    /// <summary>Makes a batch for an embedder, which knows one type of token, and one of the same tokens for a student.</summary>
    /// <param name="sequences">The tokens of each text, its own or changed ones of the same length.</param>
    /// <param name="texts">Which texts they are.</param>
    /// <param name="student">Who reads the second batch.</param>
    public (TokenBatch Plain, TokenBatch Typed) Batch(int[][] sequences, int[] texts, TrainableEncoder student)
    {
        Device device = student.Parameters.Device;
        TokenBatch plain = TokenBatch.Create(sequences, null, 0, device);
        if (student.Shape.Types < 2)
            return (plain, plain);
        int[][] types = [.. sequences.Select((sequence, row) => Types(sequence.Length, IsDocument[texts[row]]))];
        return (plain, TokenBatch.Create(sequences, types, 0, device));
    }

    static int[] Types(int length, bool isDocument)
    {
        var types = new int[length];
        Array.Fill(types, isDocument ? 1 : 0);
        return types;
    }
}

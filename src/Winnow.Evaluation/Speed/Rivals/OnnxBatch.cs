using Microsoft.ML.OnnxRuntime;
using Winnow.Evaluation.Speed.Workloads;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Speed.Rivals;

/// <summary>A batch of sequences, padded to the longest, as the inputs of an exported model.</summary>
sealed class OnnxBatch : IDisposable
{
    static readonly string[] Outputs = ["logits"];

    readonly Dictionary<string, OrtValue> _inputs = [];

    /// <summary>Fills the inputs.</summary>
    /// <param name="lengths">The tokens of each sequence.</param>
    /// <param name="vocabulary">The number of token ids.</param>
    /// <param name="names">The inputs that the model has.</param>
    /// <param name="segmented">Whether a sequence is two segments, as models with an interaction head read it.</param>
    public OnnxBatch(int[] lengths, int vocabulary, IEnumerable<string> names, bool segmented)
    {
        int longest = lengths.Max();
        long[] ids = new long[lengths.Length * longest], mask = new long[ids.Length], types = new long[ids.Length];
        Encoding[] sequences = RandomSequences.Create(lengths, vocabulary, segmented);
        for (int i = 0; i < sequences.Length; i++)
        {
            for (int j = 0; j < lengths[i]; j++)
            {
                ids[i * longest + j] = sequences[i].Ids[j];
                mask[i * longest + j] = 1;
                types[i * longest + j] = sequences[i].TypeIds[j];
            }
        }

        foreach (string name in names)
        {
            long[] values = name switch
            {
                "input_ids" => ids,
                "attention_mask" => mask,
                _ => types,
            };
            _inputs[name] = OrtValue.CreateTensorValueFromMemory(values, [lengths.Length, longest]);
        }
    }

    /// <summary>Runs the model on the batch.</summary>
    public void Run(InferenceSession session, RunOptions options)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, _inputs, Outputs);
    }

    public void Dispose()
    {
        foreach (OrtValue input in _inputs.Values)
            input.Dispose();
    }
}

using Microsoft.ML.OnnxRuntime;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Benchmarks.Rivals;

/// <summary>One batch of sequences of equal length as the inputs of an exported model.</summary>
sealed class OnnxInputs : IDisposable
{
    static readonly string[] Outputs = ["logits"];
    readonly Dictionary<string, OrtValue> _values = [];
    readonly RunOptions _options = new();

    public OnnxInputs(Encoding[] sequences, int tokens)
    {
        long[] shape = [sequences.Length, tokens];
        long[] ids = [.. sequences.SelectMany(sequence => sequence.Ids).Select(id => (long)id)];
        _values["input_ids"] = OrtValue.CreateTensorValueFromMemory(ids, shape);
        _values["attention_mask"] = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, ids.Length).ToArray(), shape);
        _values["token_type_ids"] = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
    }

    public void Run(InferenceSession session)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(_options, _values, Outputs);
    }

    public void Dispose()
    {
        foreach (OrtValue value in _values.Values)
            value.Dispose();
        _options.Dispose();
    }
}

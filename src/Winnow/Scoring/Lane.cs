using Winnow.Models;
using Winnow.Models.Heads;
using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>The memory for one batch at a time, and the way of a batch from tokens to results.</summary>
/// <param name="model">The model.</param>
/// <param name="workers">The number of workers of the largest team that runs a batch here.</param>
sealed class Lane(LoadedModel model, int workers) : IDisposable
{
    readonly EncoderPass _pass = new(model.Encoder, workers);
    readonly HeadScratch _head = new();

    public unsafe void Run(
        IReadOnlyList<Encoding> sequences, int[] batch, ThreadTeam team, float[] results, Action<int> done, CancellationToken cancellationToken)
    {
        PackedBatch packed = BatchPlan.Pack(sequences, batch);
        float* states = _pass.Run(packed, model.Head.Pooling == Pooling.First, team, cancellationToken);
        float* outputs = model.Head.Apply(states, packed, _head);
        int size = model.Head.OutputSize;
        for (int i = 0; i < batch.Length; i++)
        {
            var result = new ReadOnlySpan<float>(outputs + (long)i * size, size);
            foreach (float value in result)
            {
                if (!float.IsFinite(value))
                {
                    throw new WinnowException(
                        $"{model.Folder}: the model computed {value} for text {batch[i]} (counted from 0). Its weights or settings lead beyond the range of float32; use another copy of the model.");
                }
            }

            result.CopyTo(results.AsSpan(batch[i] * size));
        }

        done(batch.Length);
    }

    public void Dispose()
    {
        _pass.Dispose();
        _head.Dispose();
    }
}

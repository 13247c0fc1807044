using Winnow.Kernels.MatMul;
using Winnow.Models;
using Winnow.Models.Heads;
using Winnow.Models.Interaction;
using Winnow.Threading;

namespace Winnow.Tests.Models;

/// <summary>A model folder's encoder and head: token ids in, results out.</summary>
sealed unsafe class ModelUnderTest : IDisposable
{
    readonly ModelParts _parts;
    readonly Encoder _encoder;
    readonly Head _head;
    readonly LexicalMatch? _lexical;
    readonly HeadScratch _scratch = new();

    public ModelUnderTest(string folder, MatMulKernel? kernel = null, Precision precision = Precision.Float32)
    {
        _parts = ModelParts.Open(folder, kernel ?? MatMulKernels.Best, precision);
        _encoder = _parts.Family.LoadEncoder(_parts.Source);
        _head = _parts.LoadHead();
        _lexical = _parts.Lexical is null ? null : _parts.LoadLexicalMatch(ModelParts.ReadTokenizer(folder));
    }

    public float[][] Run(IReadOnlyList<(int[] Ids, int[] Types)> sequences, ThreadTeam team, EncoderPass? pass = null)
    {
        var batch = Pack(sequences, _parts.Interaction is not null);
        using EncoderPass? own = pass is null ? NewPass(team.Workers) : null;
        float* outputs = _head.Apply((pass ?? own)!.Run(batch, _head.Pooling == Pooling.First, team, default), batch, _scratch);
        var results = new float[sequences.Count][];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new ReadOnlySpan<float>(outputs + i * _head.OutputSize, _head.OutputSize).ToArray();
            if (_lexical is not null)
                results[i][0] += _lexical.Score(batch.SegmentIds(2 * i), batch.SegmentIds(2 * i + 1));
        }

        return results;
    }

    public float[][] Run(IReadOnlyList<(int[] Ids, int[] Types)> sequences)
    {
        using var alone = new ThreadTeam(1);
        return Run(sequences, alone);
    }

    public EncoderPass NewPass(int workers) => new(_encoder, workers);

    /// <summary>Applies the head to states.</summary>
    public float[] ApplyHead(float* states, PackedBatch batch) => new ReadOnlySpan<float>(_head.Apply(states, batch, _scratch), batch.Count * _head.OutputSize).ToArray();

    public static PackedBatch Pack(IReadOnlyList<(int[] Ids, int[] Types)> sequences, bool segmented = false)
    {
        var offsets = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++)
            offsets[i + 1] = offsets[i] + sequences[i].Ids.Length;
        int[] types = [.. sequences.SelectMany(sequence => sequence.Types)];
        return new PackedBatch([.. sequences.SelectMany(sequence => sequence.Ids)], types, offsets) { Segments = segmented ? PackedBatch.FindSegments(types, offsets) : offsets };
    }

    public void Dispose()
    {
        _parts.Dispose();
        _scratch.Dispose();
    }
}

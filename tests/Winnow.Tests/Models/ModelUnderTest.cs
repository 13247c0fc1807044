using Winnow.Kernels;
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
    readonly LateInteraction? _late;
    readonly HeadScratch _scratch = new();
    readonly AlignedBuffer _directions = new();

    public ModelUnderTest(string folder, MatMulKernel? kernel = null, Precision precision = Precision.Float32)
    {
        _parts = ModelParts.Open(folder, kernel ?? MatMulKernels.Best, precision);
        _encoder = _parts.Family.LoadEncoder(_parts.Source);
        _head = _parts.LoadHead();
        _lexical = _parts.Lexical is null ? null : _parts.LoadLexicalMatch(ModelParts.ReadTokenizer(folder));
        _late = _parts.HasLateInteraction ? _parts.LoadLateInteraction(ModelParts.ReadTokenizer(folder)) : null;
    }

    public float[][] Run(IReadOnlyList<(int[] Ids, int[] Types)> sequences, ThreadTeam team, EncoderPass? pass = null)
    {
        var batch = Pack(sequences, _parts.Interaction is not null);
        using EncoderPass? own = pass is null ? NewPass(team.Workers) : null;
        return [.. ApplyHead((pass ?? own)!.Run(batch, _head.Pooling == Pooling.First, team, default), batch).Chunk(_head.OutputSize)];
    }

    public float[][] Run(IReadOnlyList<(int[] Ids, int[] Types)> sequences)
    {
        using var alone = new ThreadTeam(1);
        return Run(sequences, alone);
    }

    public EncoderPass NewPass(int workers) => new(_encoder, workers);

    /// <summary>Applies the head to states.</summary>
    public float[] ApplyHead(float* states, PackedBatch batch)
    {
        float[] results = new ReadOnlySpan<float>(_head.Apply(states, batch, _scratch), batch.Count * _head.OutputSize).ToArray();
        for (int i = 0; i < batch.Count; i++)
        {
            if (_lexical is not null)
                results[i] += _lexical.Score(batch.SegmentIds(2 * i), batch.SegmentIds(2 * i + 1));
            if (_late is not null)
                results[i] += _late.Score(batch.SegmentIds(2 * i), Segment(2 * i), batch.SegmentIds(2 * i + 1), Segment(2 * i + 1), _directions);
        }

        return results;

        float* Segment(int segment) => states + (long)batch.Segments[segment] * _encoder.HiddenSize;
    }

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
        _directions.Dispose();
    }
}

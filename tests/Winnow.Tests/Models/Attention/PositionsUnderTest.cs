using Winnow.Kernels;
using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>A position bias for one head beside its formula in double precision.</summary>
sealed class PositionsUnderTest : IDisposable
{
    // Three heads, of which the second is tested: the others would be seen.
    static readonly float[] Slopes = [8, 1 / 64f, 4];

    static readonly float[] SteepSlopes = [0, 1 / 2f, 1 / 64f];

    readonly WeightMemory _memory = new();
    readonly HeadUnderTest _head;

    public PositionsUnderTest(string name, HeadUnderTest head)
    {
        _head = head;
        (Bias, Score) = name switch
        {
            "none" => (new NoPositionBias(head.Scale), head.Product),
            "window of 20" => Window(20),
            "window of 300" => Window(300),
            "alibi" => Alibi(Slopes),
            "steep alibi" => Alibi(SteepSlopes),
            "interaction" => Interaction(Slopes),
            "steep interaction" => Interaction(SteepSlopes),
            "relative" => Relative(),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    public static string[] Names => ["none", "window of 20", "window of 300", "alibi", "steep alibi", "interaction", "steep interaction", "relative"];

    public PositionBias Bias { get; }

    /// <summary>Gets the score of a query and a key; minus infinity where the key is not seen.</summary>
    public Func<int, int, double> Score { get; }

    public void Dispose() => _memory.Dispose();

    (PositionBias Bias, Func<int, int, double> Score) Window(int reach) => (
        new NoPositionBias(_head.Scale, reach),
        (query, key) => Math.Abs(query - key) <= reach ? _head.Product(query, key) : double.NegativeInfinity);

    (PositionBias Bias, Func<int, int, double> Score) Alibi(float[] slopes) => (
        new AlibiBias(slopes, _head.Scale), (query, key) => _head.Product(query, key) - slopes[HeadUnderTest.Number] * Math.Abs(query - key));

    (PositionBias Bias, Func<int, int, double> Score) Interaction(float[] slopes)
    {
        const float gate = -0.7f;
        return (new InteractionBias(new AlibiBias(slopes, _head.Scale), [9, gate, -9], _head.Scale), Score);

        double Score(int query, int key)
        {
            bool same = (query < _head.Border) == (key < _head.Border);
            return _head.Product(query, key) + (same ? -slopes[HeadUnderTest.Number] * Math.Abs(query - key) : gate);
        }
    }

    (PositionBias Bias, Func<int, int, double> Score) Relative()
    {
        var buckets = new RelativeBuckets(16, 64);
        var random = new Random(81);
        float[] keys = Rows(), queries = Rows();
        float factor = 1 / MathF.Sqrt(3);
        return (new RelativePositionBias(Pack(keys), Pack(queries), buckets, _head.Scale * factor), Score);

        double Score(int query, int key)
        {
            int start = buckets.Row(query - key) * _head.HeadSize;
            double ofQuery = HeadUnderTest.Dot(_head.Query(query), keys.AsSpan(start)), ofKey = HeadUnderTest.Dot(_head.Key(key), queries.AsSpan(start));
            return (_head.Product(query, key) + (ofQuery + ofKey) * _head.Scale) * factor;
        }

        float[] Rows() => [.. Enumerable.Range(0, buckets.Rows * _head.HeadSize).Select(_ => random.NextSingle() - 0.5f)];

        PackedMatrix[] Pack(float[] rows)
        {
            var matrix = new PackedMatrix(_memory, MatMulKernels.Available[0], buckets.Rows, _head.HeadSize, []);
            matrix.SetRows(0, rows);
            return [.. Enumerable.Repeat(matrix, HeadUnderTest.Number + 1)];
        }
    }
}

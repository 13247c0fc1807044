using Winnow.Kernels;
using Winnow.Models.Attention;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models.Attention;

/// <summary>One head of a sequence, in memory as the engine lays it out: between two others, with no numbers in them nor around.</summary>
sealed unsafe class HeadUnderTest : IDisposable
{
    /// <summary>The number of this head among the three.</summary>
    public const int Number = 1;

    const int Heads = 3;

    // In the places of all other results, which must stay as they are.
    const float Canary = 77;

    readonly AlignedBuffer _tokens = new();
    readonly AlignedBuffer _context = new();
    readonly AttentionScratch _scratch = new();
    readonly int _hidden;

    public HeadUnderTest(int length, int headSize, float neighbours = float.NaN)
    {
        (Length, HeadSize, _hidden) = (length, headSize, Heads * headSize);
        int floats = length * Stride + AlignedBuffer.Slack;
        new Span<float>(_tokens.EnsureCapacity(floats), floats).Fill(neighbours);
        _context.EnsureCapacity(length * _hidden);
        for (int token = 0; token < length; token++)
        {
            Query(token).Clear();
            Key(token).Clear();
            Value(token).Clear();
        }
    }

    public int Length { get; }

    public int HeadSize { get; }

    /// <summary>Gets where the second segment begins, for biases that know segments: within a block of keys and within a tile of queries, mostly.</summary>
    public int Border => 2 * Length / 5;

    public float Scale => 1 / MathF.Sqrt(HeadSize);

    int Stride => 3 * _hidden;

    /// <summary>Fills the head with numbers about 0.</summary>
    /// <param name="length">The number of tokens.</param>
    /// <param name="headSize">The number of elements.</param>
    /// <param name="spread">The factor of the queries: the scores' standard deviation is about 1.3 times it.</param>
    /// <param name="neighbours">What lies around.</param>
    public static HeadUnderTest Random(int length, int headSize, float spread = 1, float neighbours = float.NaN)
    {
        var random = new Random(length * 1000 + headSize);
        var head = new HeadUnderTest(length, headSize, neighbours);
        for (int token = 0; token < length; token++)
        {
            Fill(head.Query(token), 4 * spread);
            Fill(head.Key(token), 4);
            Fill(head.Value(token), 2);
        }

        return head;

        void Fill(Span<float> values, float range)
        {
            foreach (ref float value in values)
                value = (random.NextSingle() - 0.5f) * range;
        }
    }

    public Span<float> Query(int token) => new(_tokens.Pointer + token * Stride + Number * HeadSize, HeadSize);

    public Span<float> Key(int token) => new(_tokens.Pointer + token * Stride + _hidden + Number * HeadSize, HeadSize);

    public Span<float> Value(int token) => new(_tokens.Pointer + token * Stride + 2 * _hidden + Number * HeadSize, HeadSize);

    /// <summary>Attends in the smallest pieces that the engine makes.</summary>
    /// <returns>The result of each query.</returns>
    public float[][] Run(SelfAttention attention, PositionBias positions)
    {
        List<float[]> results = [];
        for (int first = 0; first < Length; first += AttentionPieces.LeastQueries)
            results.AddRange(Run(attention, positions, first, Math.Min(AttentionPieces.LeastQueries, Length - first)));
        return [.. results];
    }

    /// <summary>Attends in one piece, and checks that the results of other heads and queries stay.</summary>
    public float[][] Run(SelfAttention attention, PositionBias positions, int firstQuery, int count)
    {
        var context = new Span<float>(_context.Pointer, Length * _hidden);
        context.Fill(Canary);
        var piece = new AttentionHead
        {
            Head = Number,
            HeadSize = HeadSize,
            Length = Length,
            Border = Border,
            FirstQuery = firstQuery,
            QueryCount = count,
            Queries = _tokens.Pointer + firstQuery * Stride + Number * HeadSize,
            QueryStride = Stride,
            Keys = _tokens.Pointer + _hidden + Number * HeadSize,
            Values = _tokens.Pointer + 2 * _hidden + Number * HeadSize,
            KeyStride = Stride,
            Context = _context.Pointer + firstQuery * _hidden + Number * HeadSize,
            ContextStride = _hidden,
        };
        attention.Run(piece, positions, _scratch);
        float[][] results = new float[count][];
        for (int query = 0; query < count; query++)
        {
            Span<float> result = context.Slice((firstQuery + query) * _hidden + Number * HeadSize, HeadSize);
            results[query] = result.ToArray();
            result.Fill(Canary);
        }

        Assert.True(context.IndexOfAnyExcept(Canary) < 0, $"{Length} tokens of {HeadSize}: a result lies outside its place.");
        return results;
    }

    /// <summary>The result of a query in double precision.</summary>
    /// <param name="query">Its position.</param>
    /// <param name="score">The score of a query and a key; minus infinity for keys that are not seen.</param>
    public double[] Expected(int query, Func<int, int, double> score)
    {
        double[] weights = [.. Enumerable.Range(0, Length).Select(key => score(query, key))];
        Arithmetic.Softmax(weights);
        double[] result = new double[HeadSize];
        for (int key = 0; key < Length; key++)
        {
            Span<float> value = Value(key);
            for (int i = 0; i < result.Length; i++)
                result[i] += weights[key] * value[i];
        }

        return result;
    }

    /// <summary>The scaled product of a query and a key in double precision.</summary>
    public double Product(int query, int key) => Scale * Dot(Query(query), Key(key));

    /// <summary>A sum of products in double precision.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>The largest magnitude among the values of an element: what their integers are steps of.</summary>
    public float LargestValue(int element)
    {
        float largest = 0;
        for (int token = 0; token < Length; token++)
            largest = MathF.Max(largest, MathF.Abs(Value(token)[element]));
        return largest;
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _context.Dispose();
        _scratch.Dispose();
    }
}

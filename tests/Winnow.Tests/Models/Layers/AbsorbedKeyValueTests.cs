using Winnow.Kernels;
using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;
using Winnow.Models.Layers;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models.Layers;

/// <summary>The absorbed key and value layers against keys, values and a softmax in double precision.</summary>
public sealed unsafe class AbsorbedKeyValueTests : IDisposable
{
    readonly WeightMemory _memory = new();
    readonly AttentionScratch _scratch = new();

    public static TheoryData<int, int> Shapes => new() { { 6, 2 }, { 20, 5 }, { 64, 1 }, { 48, 48 }, { 150, 3 }, { 384, 12 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Attend_AnyShape_EqualsKeysAndValues(int size, int heads)
    {
        foreach (MatMulKernel kernel in MatMulKernels.Available)
        {
            foreach (int length in (ReadOnlySpan<int>)[1, 2, 7, 48, 131])
            {
                var layer = new Layer(size, heads, length);
                float[][] results = layer.Run(kernel, _memory, _scratch, sequences: 1);
                AssertNear(layer.Expected(), results[0], $"{kernel.Name}, {length} tokens");
            }
        }
    }

    [Fact]
    public void Attend_ManySequences_SameBitsAsAlone()
    {
        var layer = new Layer(384, 12, 33);
        float[][] together = layer.Run(MatMulKernels.Best, _memory, _scratch, sequences: 11);
        float[][] alone = layer.Run(MatMulKernels.Best, _memory, _scratch, sequences: 1);
        Assert.All(together, result => Assert.Equal(alone[0], result));
    }

    [Fact]
    public void Attend_StateNotANumber_ResultIsNone()
    {
        var layer = new Layer(20, 5, 9);
        layer.States[4 * 20 + 3] = float.NaN;
        Assert.All(layer.Run(MatMulKernels.Best, _memory, _scratch, sequences: 1)[0], value => Assert.True(float.IsNaN(value)));
    }

    public void Dispose()
    {
        _memory.Dispose();
        _scratch.Dispose();
    }

    static void AssertNear(double[] expected, float[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < 2e-5, $"{what}: element {i} is {actual[i]}, expected {expected[i]}.");
    }

    // Random weights, one query and the tokens of one sequence.
    sealed class Layer
    {
        readonly int _size;
        readonly int _heads;
        readonly int _length;
        readonly float[] _query;
        readonly float[] _keys;
        readonly float[] _keyBias;
        readonly float[] _values;
        readonly float[] _valueBias;
        readonly AlibiBias _positions;

        public Layer(int size, int heads, int length)
        {
            (_size, _heads, _length) = (size, heads, length);
            var random = new Random(size * 1000 + heads + length);
            _query = Fill(size, 2);
            _keys = Fill(size * size, 2 / MathF.Sqrt(size));
            _keyBias = Fill(size, 3);
            _values = Fill(size * size, 2 / MathF.Sqrt(size));
            _valueBias = Fill(size, 2);
            States = Fill(length * size, 2);
            _positions = new AlibiBias(AlibiBias.Slopes(heads, halvedTail: false), Scale);

            float[] Fill(int count, float range)
            {
                var values = new float[count];
                foreach (ref float value in values.AsSpan())
                    value = (random.NextSingle() - 0.5f) * range;
                return values;
            }
        }

        public float[] States { get; }

        float Scale => 1 / MathF.Sqrt(_size / _heads);

        // The same sequence so many times.
        public float[][] Run(MatMulKernel kernel, WeightMemory memory, AttentionScratch scratch, int sequences)
        {
            var absorbed = new AbsorbedKeyValue(memory, kernel, _size, _heads, _valueBias);
            absorbed.SetKeys(0, _keys.AsSpan(0, _size));
            absorbed.SetKeys(1, _keys.AsSpan(_size));
            absorbed.SetValues(0, _values.AsSpan(0, 2 * _size));
            absorbed.SetValues(2, _values.AsSpan(2 * _size));
            using AlignedBuffer queries = new(sequences * _size), states = new(_length * _size), gathered = new(sequences * absorbed.Stride), context = new(sequences * _size);
            for (int sequence = 0; sequence < sequences; sequence++)
                _query.CopyTo(queries.Span(sequence * _size, _size));
            States.CopyTo(states.Span(0, States.Length));
            absorbed.Absorb(queries.Pointer, _size, sequences, gathered.Pointer);
            for (int sequence = 0; sequence < sequences; sequence++)
                absorbed.Attend(gathered.Pointer + sequence * absorbed.Stride, states.Pointer, _length, _positions, scratch);
            absorbed.Project(gathered.Pointer, sequences, context.Pointer);
            return [.. Enumerable.Range(0, sequences).Select(sequence => context.Span(sequence * _size, _size).ToArray())];
        }

        public double[] Expected()
        {
            int headSize = _size / _heads;
            float[] slopes = AlibiBias.Slopes(_heads, halvedTail: false);
            var result = new double[_size];
            for (int head = 0; head < _heads; head++)
            {
                int[] elements = [.. Enumerable.Range(head * headSize, headSize)];
                double[] weights =
                [
                    .. Enumerable.Range(0, _length).Select(token =>
                        Scale * elements.Sum(element => _query[element] * (Product(_keys, element, token) + _keyBias[element])) - slopes[head] * token),
                ];
                Arithmetic.Softmax(weights);
                foreach (int element in elements)
                    result[element] = _valueBias[element] + Enumerable.Range(0, _length).Sum(token => weights[token] * Product(_values, element, token));
            }

            return result;
        }

        double Product(float[] weights, int row, int token)
        {
            double sum = 0;
            for (int i = 0; i < _size; i++)
                sum += (double)weights[row * _size + i] * States[token * _size + i];
            return sum;
        }
    }
}

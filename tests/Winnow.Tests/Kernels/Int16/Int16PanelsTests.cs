using Winnow.Kernels.Int16;

namespace Winnow.Tests.Kernels.Int16;

/// <summary>Keys and values lie in panels as plain loops would put them there, whatever lies beside them in memory.</summary>
public unsafe class Int16PanelsTests
{
    const int ValueLimit = 495;

    // Whole vectors are read of values: up to seven floats behind the last.
    const int Beside = 7;

    static readonly int[] Counts = [1, 2, 3, 7, 8, 9, 16, 23, 24, 25, 47, 48, 49, 97];

    static readonly int[] HeadSizes = [1, 5, 8, 12, 16, 20, 31, 32, 48, 50, 64, 80];

    public static TheoryData<string> Kernels => [.. Int16Kernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void SetColumns_EveryShape_EqualsPlainLoop(string name)
    {
        Int16Kernel kernel = Named(name);
        var random = new Random(71);
        // Reused from shape to shape, as a worker does: what an earlier one left must not show.
        using var panels = new Int16Panels();
        foreach ((int rows, int inputs) in Shapes())
        {
            float[] x = Poisoned(random, rows, inputs);
            fixed (float* px = x)
                Assert.True(panels.SetColumns(kernel, px, inputs + Beside, rows, inputs));
            float max = Numbers(x, rows, inputs).Max(MathF.Abs);
            int limit = Int16Rows.Limit(inputs);
            short[] words = [.. Numbers(x, rows, inputs).Select(value => (short)MathF.Round(value * (limit / max)))];
            short[] expected = Int16Operands.Panels(words, rows, inputs, kernel.PanelColumns);
            Assert.Equal(expected, new ReadOnlySpan<short>(panels.Group(0, 0), expected.Length).ToArray());
            for (int column = 0; column < kernel.PanelColumns; column++)
                Assert.Equal(max / limit, panels.Scales(0)[column]);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void SetRows_EveryShape_EqualsPlainLoop(string name)
    {
        Int16Kernel kernel = Named(name);
        var random = new Random(72);
        using var panels = new Int16Panels();
        foreach ((int rows, int columns) in Shapes())
        {
            float[] x = Poisoned(random, rows, columns);
            // One column of nothing and one of hardly anything: their scale is zero.
            for (int row = 0; row < rows && columns > 8; row++)
                (x[row * (columns + Beside) + 3], x[row * (columns + Beside) + 8]) = (-0f, 9e-31f);
            fixed (float* px = x)
                Assert.True(panels.SetRows(kernel, px, columns + Beside, rows, columns, ValueLimit));
            for (int column = 0; column < columns; column++)
            {
                float[] values = [.. Enumerable.Range(0, rows).Select(row => x[row * (columns + Beside) + column])];
                float max = values.Max(MathF.Abs);
                bool counts = max > 1e-30f;
                Assert.Equal(counts ? max / ValueLimit : 0, panels.Scales(0)[column]);
                (int panel, int place) = Math.DivRem(column, kernel.PanelColumns);
                for (int row = 0; row < rows + rows % 2; row++)
                {
                    float expected = row < rows && counts ? MathF.Round(values[row] * (ValueLimit / max)) : 0;
                    Assert.Equal(expected, ((short*)panels.Group(panel, row / 2))[place * 2 + row % 2]);
                }
            }

            int wide = (columns + kernel.PanelColumns - 1) / kernel.PanelColumns * kernel.PanelColumns;
            for (int column = columns; column < wide; column++)
                Assert.Equal(0, panels.Scales(0)[column]);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Set_NotFiniteAnywhere_IsReported(float value)
    {
        const int rows = 5, columns = 21;
        Int16Kernel kernel = Int16Kernels.Available[0];
        using var panels = new Int16Panels();
        for (int place = 0; place < rows * columns; place++)
        {
            float[] x = Poisoned(new Random(73), rows, columns);
            x[place / columns * (columns + Beside) + place % columns] = value;
            fixed (float* px = x)
            {
                Assert.False(panels.SetColumns(kernel, px, columns + Beside, rows, columns));
                Assert.False(panels.SetRows(kernel, px, columns + Beside, rows, columns, ValueLimit));
            }
        }
    }

    static IEnumerable<(int Rows, int HeadSize)> Shapes() => from rows in Counts from headSize in HeadSizes select (rows, headSize);

    static Int16Kernel Named(string name) => Int16Kernels.Available.Single(kernel => kernel.Name == name);

    // Rows of numbers with no numbers between and behind them.
    static float[] Poisoned(Random random, int rows, int columns) =>
        [.. Enumerable.Range(0, rows * (columns + Beside)).Select(i => i % (columns + Beside) < columns ? random.NextSingle() - 0.5f : float.NaN)];

    static IEnumerable<float> Numbers(float[] x, int rows, int columns) =>
        Enumerable.Range(0, rows).SelectMany(row => x.Skip(row * (columns + Beside)).Take(columns));
}

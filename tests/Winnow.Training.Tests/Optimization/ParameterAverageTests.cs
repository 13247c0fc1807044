using TorchSharp.Modules;
using Winnow.Training.Optimization;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Optimization;

public class ParameterAverageTests
{
    [Fact]
    public void Update_AfterSteps_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = New(1, 2);
        using ParameterAverage average = new([("w", parameter)], 0.9);
        for (int step = 1; step <= 5; step++)
        {
            Set(parameter, 1 + step, 2 - step);
            average.Update();
        }

        // 0.9⁵ of the start, and 0.1 · 0.9^(5 − n) of the value after step n.
        double first = (Math.Pow(0.9, 5) * 1) + Enumerable.Range(1, 5).Sum(n => 0.1 * Math.Pow(0.9, 5 - n) * (1 + n));
        double second = (Math.Pow(0.9, 5) * 2) + Enumerable.Range(1, 5).Sum(n => 0.1 * Math.Pow(0.9, 5 - n) * (2 - n));
        AssertNear([first, second], average.State["w"]);
        AssertNear([6, -3], parameter);
    }

    [Fact]
    public void SwapIn_ThenOut_PutsBothBackBitForBit()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = New(1, 2);
        using ParameterAverage average = new([("w", parameter)], 0.5);
        Set(parameter, 0.1f, 4);
        average.Update();
        nint handle = parameter.Handle;

        average.SwapIn();
        Assert.True(average.IsSwappedIn);
        AssertNear([0.55, 3], parameter);
        Assert.Throws<InvalidOperationException>(average.Update);
        Assert.Throws<InvalidOperationException>(average.SwapIn);

        average.SwapOut();
        Assert.False(average.IsSwappedIn);
        Assert.Equal([0.1f, 4f], parameter.data<float>().ToArray());
        Assert.Equal(handle, parameter.Handle);
        Assert.True(parameter.requires_grad);
        Assert.Throws<InvalidOperationException>(average.SwapOut);
    }

    [Fact]
    public void CopyTo_OfABfloat16Parameter_RoundsTheFloat32Average()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = new(tensor([1f, 2f]).to(ScalarType.BFloat16));
        using ParameterAverage average = new([("w", parameter)], 0.999);
        Set(parameter, 2, 4);
        average.Update();
        Assert.Equal(ScalarType.Float32, average.State["w"].dtype);
        AssertNear([1.001, 2.002], average.State["w"]);
        average.CopyTo();
        Assert.Equal(ScalarType.BFloat16, parameter.dtype);
        AssertNear([1, 2], parameter.to(ScalarType.Float32));
    }

    [Fact]
    public void Restore_SavedState_GoesOnFromThere()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = New(0, 0);
        using ParameterAverage average = new([("w", parameter)], 0.5);
        average.Restore(new Dictionary<string, Tensor> { ["w"] = tensor([4f, 8f]) });
        average.Update();
        AssertNear([2, 4], average.State["w"]);
    }

    [Fact]
    public void Restore_LacksOneOrHasAnotherShape_Throws()
    {
        using var scope = NewDisposeScope();
        using ParameterAverage average = new([("w", New(0, 0))], 0.5);
        Assert.StartsWith("The saved averages lack w.", Assert.Throws<ArgumentException>(() => average.Restore(new Dictionary<string, Tensor>())).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The saved average of w has the shape [3] and the parameter [2].", Assert.Throws<ArgumentException>(() => average.Restore(new Dictionary<string, Tensor> { ["w"] = ones(3) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_InsideADisposeScope_OutlivesIt()
    {
        ParameterAverage average;
        using (NewDisposeScope())
            average = new([("w", New(1, 2))], 0.5);
        AssertNear([1, 2], average.State["w"]);
        average.Dispose();
    }

    [Fact]
    public void New_DecayOfOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterAverage([], 1));

    static Parameter New(params float[] values) => new(tensor(values));

    static void Set(Parameter parameter, params float[] values)
    {
        using var noGradient = no_grad();
        parameter.copy_(tensor(values));
    }

    static void AssertNear(double[] expected, Tensor actual)
        => Assert.All(expected.Zip(actual.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
}

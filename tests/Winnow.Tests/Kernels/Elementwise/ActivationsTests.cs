using Winnow.Kernels.Elementwise;
using Winnow.Tests.Oracle;
using Activation = Winnow.Kernels.Elementwise.Activation;

namespace Winnow.Tests.Kernels.Elementwise;

public class ActivationsTests
{
    [Theory]
    [InlineData((int)Activation.Identity)]
    [InlineData((int)Activation.Gelu)]
    [InlineData((int)Activation.GeluTanh)]
    [InlineData((int)Activation.Relu)]
    [InlineData((int)Activation.Silu)]
    [InlineData((int)Activation.Tanh)]
    [InlineData((int)Activation.Sigmoid)]
    public void Apply_EveryLength_EqualsTheFormulaAndNothingElse(int activation)
    {
        var random = new Random(activation);
        for (int length = 0; length <= 70; length++)
        {
            float[] values = new float[length + 2];
            foreach (ref float value in values.AsSpan())
                value = (random.NextSingle() - 0.5f) * 16;
            float[] before = [.. values];
            Activations.Apply((Activation)activation, values.AsSpan(1, length));
            Assert.Equal(before[0], values[0]);
            Assert.Equal(before[^1], values[^1]);
            for (int i = 1; i <= length; i++)
                Assert.True(Math.Abs(Formula((Activation)activation, before[i]) - values[i]) <= 2e-6, $"{(Activation)activation}({before[i]}) = {values[i]}");
        }
    }

    [Fact]
    public void Apply_SameValueInBodyAndTail_SameBits()
    {
        float[] values = [.. Enumerable.Repeat(0.7310586f, 19)];
        Activations.Apply(Activation.Gelu, values);
        Assert.All(values, value => Assert.Equal(values[0], value));
    }

    static double Formula(Activation activation, double x) => activation switch
    {
        Activation.Identity => x,
        Activation.Gelu => 0.5 * x * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Activation.Relu => Math.Max(x, 0),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}

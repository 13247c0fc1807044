using Winnow.Training.Conversion;
using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Conversion;

public class EncoderMixTests
{
    const string Word = "embeddings.word_embeddings.weight", Query = "encoder.layer.0.attention.self.query.weight";

    static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden");

    [Theory]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void Apply_EncoderOfTheSameShape_GivesTheMean(double share)
    {
        string folder = Path.Combine(Golden, "bert");
        using ParameterSet original = TrainableReranker.OpenEncoder(folder, CPU, ScalarType.Float32).Parameters;
        TrainableEncoder changed = TrainableReranker.OpenEncoder(folder, CPU, ScalarType.Float32);
        using ParameterSet parameters = changed.Parameters;
        foreach (string name in (string[])[Word, Query])
            parameters.Set(name, [.. parameters.Values(name).Select(value => value + 1)], parameters[name].shape);

        EncoderMix.Apply(changed, folder, share);

        foreach (string name in (string[])[Word, Query])
        {
            float[] expected = original.Values(name), actual = parameters.Values(name);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i] + (1 - share), actual[i], 1e-5);
        }
    }

    [Fact]
    public void Apply_EncoderOfAnotherShape_SaysSo()
    {
        TrainableEncoder encoder = TrainableReranker.OpenEncoder(Path.Combine(Golden, "bert"), CPU, ScalarType.Float32);
        using ParameterSet parameters = encoder.Parameters;

        WinnowException error = Assert.Throws<WinnowException>(() => EncoderMix.Apply(encoder, Path.Combine(Golden, "jina-bert"), 0.5));

        Assert.Contains("same start", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Check_ShareThatMakesNoSense_SaysSo(double share) => Assert.Contains("--mix-share", Assert.Throws<WinnowException>(() => EncoderMix.Check(share)).Message, StringComparison.Ordinal);
}

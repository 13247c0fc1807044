using Winnow.Weights;

namespace Winnow.Tests.Weights;

public class StarterModelTests
{
    [Fact]
    public void Open_StarterModel_WidensWhole()
    {
        using ModelWeights weights = ModelWeights.Open(Path.Combine(WeightFixture.RepositoryRoot(), "models", "winnow-starter-en"));
        Assert.InRange(weights.ParameterCount, 26_000_000, 27_000_000);
        Assert.Equal([30522L, 384], weights.Info("bert.embeddings.word_embeddings.weight").Shape);
        Assert.Equal(30522, weights.GetRowScales("bert.embeddings.word_embeddings.weight").Length);

        long elements = 0;
        foreach ((string name, TensorInfo tensor) in weights.Tensors)
        {
            float[] values = new float[tensor.ElementCount];
            weights.Read(name, [.. tensor.Shape.Select(size => (int)size)], values);
            if (!name.EndsWith(".weight_scale", StringComparison.Ordinal))
                elements += values.Length;
            weights.CheckFinite(name);
        }

        Assert.Equal(weights.ParameterCount, elements);
    }
}

using Winnow.Weights;

namespace Winnow.Tests.Weights;

public class ShippedModelTests
{
    public static TheoryData<string, int> Models => new() { { "winnow-base-en", 12 }, { "winnow-turbo-en", 6 }, { "winnow-tiny-en", 4 } };

    [Theory]
    [MemberData(nameof(Models))]
    public void Open_ShippedModel_WidensWhole(string name, int layers)
    {
        using ModelWeights weights = ModelWeights.Open(Path.Combine(WeightFixture.RepositoryRoot(), "models", name));
        string embeddings = weights.Tensors.Keys.Single(tensor => tensor.EndsWith("embeddings.word_embeddings.weight", StringComparison.Ordinal));
        Assert.Equal([30522L, 384], weights.Info(embeddings).Shape);
        Assert.Equal(30522, weights.GetRowScales(embeddings).Length);
        // Sixteen squares of the width a layer, beside the token table.
        Assert.InRange(weights.ParameterCount - (30522L * 384), layers * 16 * 384 * 384, layers * 16.2 * 384 * 384);

        long elements = 0;
        foreach ((string tensorName, TensorInfo tensor) in weights.Tensors)
        {
            float[] values = new float[tensor.ElementCount];
            weights.Read(tensorName, [.. tensor.Shape.Select(size => (int)size)], values);
            if (!tensorName.EndsWith(".weight_scale", StringComparison.Ordinal))
                elements += values.Length;
            weights.CheckFinite(tensorName);
        }

        Assert.Equal(weights.ParameterCount, elements);
    }
}

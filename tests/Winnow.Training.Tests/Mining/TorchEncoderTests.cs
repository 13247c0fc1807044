using TorchSharp;
using Winnow.Evaluation.FirstStage;
using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Mining;

public class TorchEncoderTests
{
    [Theory]
    [InlineData("bert-embedder-mean")]
    [InlineData("bert-embedder-cls")]
    [InlineData("jina-bert-embedder")]
    public void Encode_EmbedderFolder_GivesTheEnginesVectors(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name);
        string[] texts = ["how do I reset my password?", "", "Berlin is the capital of Germany.", string.Join(' ', Enumerable.Repeat("many words", 200))];
        using var torchEncoder = new TorchEncoder(folder, torch.CPU, 128);
        using var engine = new EngineEncoder(folder, new DenseOptions { Engine = new EngineOptions { Precision = Precision.Float32, MaxTokens = 128 } });

        foreach (bool isQuery in (bool[])[true, false])
        {
            float[][] expected = engine.Encode(texts, isQuery), actual = torchEncoder.Encode(texts, isQuery);
            for (int i = 0; i < texts.Length; i++)
                Assert.Equal(1, expected[i].Zip(actual[i], (a, b) => a * b).Sum(), 1e-4f);
        }

        Assert.NotEqual(engine.Fingerprint, torchEncoder.Fingerprint);
    }
}

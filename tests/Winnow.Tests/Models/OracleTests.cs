using Winnow.Kernels.MatMul;
using Winnow.Tests.Oracle;
using ReferenceModel = Winnow.Tests.Oracle.ReferenceModel;

namespace Winnow.Tests.Models;

/// <summary>The engine against the plain double-precision models, over shapes that the golden folders do not have.</summary>
public class OracleTests
{
    const double Tolerance = 1e-4;

    // Around tiles of 4 and 8 rows, panels of 12, 24 and 48 columns, vectors of 16, and one block of 256 queries.
    static readonly int[] Lengths = [1, 2, 3, 7, 8, 9, 17, 49];

    public static TheoryData<string, RandomModelSpec> Shapes
    {
        get
        {
            TheoryData<string, RandomModelSpec> shapes = new();
            foreach (ModelFamily family in Enum.GetValues<ModelFamily>())
            {
                // Heads have an even size: ModernBERT rotates halves.
                (int Heads, int HeadSize, int Intermediate, int Layers)[] sizes = [(1, 64, 97, 1), (3, 22, 50, 2), (5, 6, 131, 2), (12, 4, 96, 3), (16, 8, 33, 2), (2, 80, 49, 2)];
                foreach ((int heads, int headSize, int intermediate, int layers) in sizes)
                {
                    shapes.Add(
                        $"{family} {heads} x {headSize}, {intermediate}, {layers} layers",
                        new RandomModelSpec(family) { Seed = heads, Heads = heads, HeadSize = headSize, IntermediateSize = intermediate, Layers = layers });
                }

                foreach (WeightType type in Enum.GetValues<WeightType>())
                    shapes.Add($"{family} {type}", new RandomModelSpec(family) { Type = type });
                foreach (string pooling in (string[])["cls", "mean"])
                {
                    shapes.Add($"{family} embedder {pooling}", new RandomModelSpec(family) { Head = ModelHead.Embedding, Pooling = pooling });
                    shapes.Add($"{family} modules {pooling}", new RandomModelSpec(family) { Head = ModelHead.ScoreModules, Pooling = pooling });
                }

                shapes.Add($"{family} without head", new RandomModelSpec(family) { Head = ModelHead.None, Prefix = false });
                foreach (string activation in (string[])["relu", "gelu_new", "silu", "gelu_pytorch_tanh"])
                    shapes.Add($"{family} {activation}", new RandomModelSpec(family) { Activation = activation, LayerNormEps = 1e-3 });
            }

            foreach (string slopes in (string[])["standard", "jina-reranker-v1"])
            {
                shapes.Add($"JinaBert {slopes}", new RandomModelSpec(ModelFamily.JinaBert) { AlibiSlopes = slopes, Heads = 12, HeadSize = 4, FeedForward = "reglu" });
                shapes.Add($"JinaBert 8 heads {slopes}", new RandomModelSpec(ModelFamily.JinaBert) { AlibiSlopes = slopes, Heads = 8 });
            }

            shapes.Add("XlmRoberta pad 5", new RandomModelSpec(ModelFamily.XlmRoberta) { PadTokenId = 5, TypeVocabularySize = 2 });
            foreach (int buckets in (int[])[-1, 4, 16, 40, 80])
            {
                foreach (string[] terms in (string[][])[["c2p"], ["p2c"], ["p2c", "c2p"]])
                {
                    shapes.Add(
                        $"Deberta {buckets} buckets {string.Join("+", terms)}",
                        new RandomModelSpec(ModelFamily.DebertaV2) { PositionBuckets = buckets, PositionTerms = terms, ShareAttentionKey = buckets % 8 != 0 });
                }
            }

            shapes.Add("Deberta types, positions, no norm", new RandomModelSpec(ModelFamily.DebertaV2)
            {
                TypeVocabularySize = 2,
                PositionBiasedInput = true,
                NormalizeRelative = false,
                MaxRelativePositions = 30,
                PoolerActivation = "tanh",
            });
            shapes.Add("Deberta without relative attention", new RandomModelSpec(ModelFamily.DebertaV2) { RelativeAttention = false });
            foreach (int window in (int[])[1, 2, 7, 16, 96, 128])
                shapes.Add($"ModernBert window {window}", new RandomModelSpec(ModelFamily.ModernBert) { LocalAttention = window, Layers = 4, RopeParameters = window % 2 == 0, GlobalEveryNLayers = 2 });
            shapes.Add("ModernBert all biases, mean", new RandomModelSpec(ModelFamily.ModernBert)
            {
                AttentionBias = true,
                MlpBias = true,
                NormBias = true,
                ClassifierBias = true,
                ClassifierPooling = "mean",
                ClassifierActivation = "relu",
                LayerTypes = ["sliding_attention", "full_attention"],
                GlobalTheta = 500,
                LocalTheta = 100,
            });
            return shapes;
        }
    }

    public static TheoryData<ModelFamily> Families => [.. Enum.GetValues<ModelFamily>()];

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Run_EveryShapeAndKernel_EqualsTheOracle(string shape, RandomModelSpec spec)
    {
        using var folder = RandomModel.Create(spec);
        var oracle = ReferenceModel.Load(folder.Folder);
        (int[] Ids, int[] Types)[] sequences = [.. Lengths.Where(length => length <= folder.Longest).Select(length => folder.Input(length, length))];
        foreach (MatMulKernel kernel in MatMulKernels.Available)
        {
            using var model = new ModelUnderTest(folder.Folder, kernel);
            float[][] results = model.Run(sequences);
            for (int i = 0; i < sequences.Length; i++)
                AssertNear(oracle, spec, sequences[i], results[i], $"{shape}, {kernel.Name}, {sequences[i].Ids.Length} tokens");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Run_MoreTokensThanABlockOfQueries_EqualsTheOracle(ModelFamily family)
    {
        var spec = new RandomModelSpec(family) { MaxPositions = 700, PositionBuckets = 32, LocalAttention = 64, Layers = 3, HeadSize = 16 };
        using var folder = RandomModel.Create(spec);
        (int[] Ids, int[] Types) sequence = folder.Input(600, 1);
        using var model = new ModelUnderTest(folder.Folder);
        AssertNear(ReferenceModel.Load(folder.Folder), spec, sequence, model.Run([sequence])[0], "600 tokens");
    }

    static void AssertNear(ReferenceModel oracle, RandomModelSpec spec, (int[] Ids, int[] Types) sequence, float[] result, string what)
    {
        double[] expected = spec.Head is ModelHead.Classifier or ModelHead.ScoreModules
            ? [oracle.Logit(sequence.Ids, sequence.Types)]
            : oracle.Embedding(sequence.Ids, sequence.Types);
        Assert.Equal(expected.Length, result.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - result[i]) < Tolerance, $"{what}: element {i} is {result[i]}, the oracle says {expected[i]}.");
    }
}

namespace Winnow.Tests.Oracle;

/// <summary>
/// The random folders load, and what a property of the spec should change does change the score while what it should not
/// leaves it. Two specs of one seed draw the same weights as long as they have the same tensors.
/// </summary>
public class RandomModelTests
{
    const int Length = 40;

    static readonly RandomModelSpec Bert = new(ModelFamily.Bert);
    static readonly RandomModelSpec Jina = new(ModelFamily.JinaBert);
    static readonly RandomModelSpec Roberta = new(ModelFamily.XlmRoberta);
    static readonly RandomModelSpec Deberta = new(ModelFamily.DebertaV2);
    static readonly RandomModelSpec Modern = new(ModelFamily.ModernBert) { Layers = 4 };

    public static TheoryData<ModelFamily, WeightType> FamiliesAndTypes =>
        new MatrixTheoryData<ModelFamily, WeightType>(Enum.GetValues<ModelFamily>(), Enum.GetValues<WeightType>());

    public static TheoryData<string, RandomModelSpec, RandomModelSpec> SameScore => new()
    {
        { "BERT without prefix", Bert, Bert with { Prefix = false } },
        { "BERT with position_ids", Bert, Bert with { PositionIdsBuffer = true } },
        { "JinaBERT without prefix", Jina, Jina with { Prefix = false } },
        { "halved tail is the default", Jina, Jina with { AlibiSlopes = "jina-reranker-v1" } },
        { "no tail to halve with 4 heads", Jina with { Heads = 4 }, Jina with { Heads = 4, AlibiSlopes = "jina-reranker-v1" } },
        { "XLM-RoBERTa without prefix", Roberta, Roberta with { Prefix = false } },
        { "DeBERTa without prefix", Deberta, Deberta with { Prefix = false } },
        { "buckets so wide that none is logarithmic", Deberta with { PositionBuckets = 80 }, Deberta with { PositionBuckets = -1 } },
        { "max_relative_positions is max_position_embeddings", Deberta with { MaxRelativePositions = 80 }, Deberta },
        { "ModernBERT without prefix", Modern, Modern with { Prefix = false } },
        { "older names of the rotary bases", Modern, Modern with { RopeParameters = false } },
        { "odd window rounds down", Modern, Modern with { LocalAttention = 9 } },
        { "layer_types spelled out", Modern, Modern with { LayerTypes = Kinds(true, false, false, true), GlobalEveryNLayers = 2 } },
        { "window over everything, one base", Modern with { LocalAttention = 2 * Length, LocalTheta = 160_000 },
            Modern with { LayerTypes = Kinds(true, true, true, true) } },
    };

    public static TheoryData<string, RandomModelSpec, RandomModelSpec> OtherScore => new()
    {
        { "seed", Bert, Bert with { Seed = 2 } },
        { "epsilon", Bert, Bert with { LayerNormEps = 1e-2 } },
        { "relu", Bert, Bert with { Activation = "relu" } },
        { "tanh GELU", Bert, Bert with { Activation = "gelu_new" } },
        { "silu", Bert, Bert with { Activation = "silu" } },
        { "textbook slopes", Jina, Jina with { AlibiSlopes = "standard" } },
        { "ReGLU", Jina, Jina with { FeedForward = "reglu" } },
        { "pad id", Roberta, Roberta with { PadTokenId = 5 } },
        { "buckets", Deberta with { MaxRelativePositions = 48 }, Deberta with { MaxRelativePositions = 80 } },
        { "only c2p", Deberta, Deberta with { PositionTerms = ["c2p"] } },
        { "only p2c", Deberta with { PositionTerms = ["c2p"] }, Deberta with { PositionTerms = ["p2c"] } },
        { "pooler activation", Deberta, Deberta with { PoolerActivation = "tanh" } },
        { "window", Modern, Modern with { LocalAttention = 10 } },
        { "global base", Modern, Modern with { GlobalTheta = 10_000 } },
        { "local base", Modern, Modern with { LocalTheta = 100 } },
        { "kinds of layers", Modern, Modern with { GlobalEveryNLayers = 2 } },
        { "pooling", Modern, Modern with { ClassifierPooling = "mean" } },
        { "classifier activation", Modern, Modern with { ClassifierActivation = "relu" } },
    };

    [Theory]
    [MemberData(nameof(FamiliesAndTypes))]
    public void Create_EveryFamilyAndType_GivesAScoreNearThatOfF32(ModelFamily family, WeightType type)
    {
        double exact = Score(new(family));
        double score = Score(new(family) { Type = type });
        Assert.True(double.IsFinite(score));
        // Two layers of 24 values: bfloat16 keeps 8 bits, int8 about 7, and a score has a size of about 1.
        Assert.Equal(exact, score, 0.3);
    }

    [Theory]
    [MemberData(nameof(SameScore), DisableDiscoveryEnumeration = true)]
    public void Logit_SpecsThatMeanTheSame_AreEqual(string because, RandomModelSpec a, RandomModelSpec b) =>
        Assert.True(Math.Abs(Score(a) - Score(b)) < 1e-12, because);

    [Theory]
    [MemberData(nameof(OtherScore), DisableDiscoveryEnumeration = true)]
    public void Logit_SpecsThatDiffer_AreApart(string because, RandomModelSpec a, RandomModelSpec b) =>
        Assert.True(Math.Abs(Score(a) - Score(b)) > 1e-6, because);

    [Fact]
    public void Logit_DebertaWithOwnPositionProjections_EqualsSharedOnesWhenTheyAreCopies()
    {
        using RandomModel shared = RandomModel.Create(Deberta);
        using RandomModel own = RandomModel.Create(Deberta with { ShareAttentionKey = false });
        var reader = new TensorReader(Path.Combine(shared.Folder, "model.safetensors"));
        Tensor[] tensors = [.. reader.Names.Select(reader.Get)];
        IEnumerable<Tensor> copies = tensors
            .Where(t => t.Name.Contains("self.query_proj", StringComparison.Ordinal) || t.Name.Contains("self.key_proj", StringComparison.Ordinal))
            .Select(t => t with { Name = t.Name.Replace("self.", "self.pos_", StringComparison.Ordinal) });
        (int[] ids, int[] types) = shared.Input(Length, 3);
        double expected = ReferenceModel.Load(shared.Folder).Logit(ids, types);
        Assert.True(Math.Abs(expected - ReferenceModel.Load(own.Folder).Logit(ids, types)) > 1e-6);

        TensorWriter.Write(Path.Combine(own.Folder, "model.safetensors"), tensors.Concat(copies), WeightType.F32);

        Assert.Equal(expected, ReferenceModel.Load(own.Folder).Logit(ids, types), 1e-12);
    }

    [Theory]
    [InlineData(ModelFamily.Bert, "cls")]
    [InlineData(ModelFamily.JinaBert, "mean")]
    [InlineData(ModelFamily.XlmRoberta, "cls")]
    [InlineData(ModelFamily.DebertaV2, "mean")]
    [InlineData(ModelFamily.ModernBert, "mean")]
    public void Embedding_EveryKindOfFolder_HasLengthOne(ModelFamily family, string pooling)
    {
        using RandomModel model = RandomModel.Create(new(family) { Head = ModelHead.Embedding, Pooling = pooling, Prefix = false });
        (int[] ids, int[] types) = model.Input(17, 5);
        double[] embedding = ReferenceModel.Load(model.Folder).Embedding(ids, types);
        Assert.Equal(model.Spec.HiddenSize, embedding.Length);
        Assert.Equal(1, embedding.Sum(v => v * v), 1e-12);
        Assert.Throws<InvalidOperationException>(() => ReferenceModel.Load(model.Folder).Logit(ids, types));
    }

    [Theory]
    [InlineData(1, 64, 97, 1)]
    [InlineData(3, 5, 50, 2)]
    [InlineData(5, 7, 33, 3)]
    [InlineData(12, 4, 97, 2)]
    [InlineData(16, 16, 130, 1)]
    public void Logit_OddShapes_IsFiniteForEveryFamilyThatAllowsThem(int heads, int headSize, int inner, int layers)
    {
        foreach (ModelFamily family in Enum.GetValues<ModelFamily>())
        {
            var spec = new RandomModelSpec(family) { Heads = heads, HeadSize = headSize, IntermediateSize = inner, Layers = layers };
            if (family == ModelFamily.ModernBert && headSize % 2 != 0)
                Assert.Throws<NotSupportedException>(() => Score(spec));
            else
                Assert.True(double.IsFinite(Score(spec)));
        }
    }

    [Fact]
    public void Logit_ScoreModules_ComesFromTheChain() =>
        Assert.True(double.IsFinite(Score(Modern with { Head = ModelHead.ScoreModules, Pooling = "cls", Prefix = false })));

    [Fact]
    public void Create_SameSpec_GivesTheSameBytes()
    {
        using RandomModel a = RandomModel.Create(Jina with { Type = WeightType.I8 });
        using RandomModel b = RandomModel.Create(Jina with { Type = WeightType.I8 });
        foreach (string file in new[] { "config.json", "model.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(a.Folder, file)), File.ReadAllBytes(Path.Combine(b.Folder, file)));
    }

    static string[] Kinds(params bool[] full) => [.. full.Select(f => f ? "full_attention" : "sliding_attention")];

    static double Score(RandomModelSpec spec)
    {
        using RandomModel model = RandomModel.Create(spec);
        (int[] ids, int[] types) = model.Input(Length, 3);
        return ReferenceModel.Load(model.Folder).Logit(ids, types);
    }
}

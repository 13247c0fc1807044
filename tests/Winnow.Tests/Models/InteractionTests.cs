using Winnow.Kernels.MatMul;
using Winnow.Models;
using Winnow.Tests.Oracle;
using Winnow.Threading;

namespace Winnow.Tests.Models;

/// <summary>The interaction head against its plain double-precision model, and the same bits in every batch and from prepared states.</summary>
public class InteractionTests
{
    const double Tolerance = 1e-4;

    // Random weights make their drift large beside trained models', and the logits have a scale of about 10. The largest that were seen: 0.36 and 0.08.
    const double Int8Drift = 0.5, BFloat16Drift = 0.15;

    static readonly RandomModelSpec Plain = new(ModelFamily.JinaBert) { Head = ModelHead.Interaction, Layers = 3, OpenLayers = 2, LateInteraction = true };

    // Around one token, tiles of queries, panels of keys and vectors.
    static readonly (int Query, int Document)[] Lengths = [(1, 1), (1, 9), (7, 1), (3, 5), (8, 8), (5, 49), (17, 64), (33, 2)];

    public static TheoryData<string, RandomModelSpec> Shapes
    {
        get
        {
            TheoryData<string, RandomModelSpec> shapes = new();
            (int Heads, int HeadSize, int Intermediate, int Layers, int Open)[] sizes =
                [(1, 64, 97, 1, 1), (3, 22, 50, 2, 1), (5, 6, 131, 3, 2), (12, 4, 96, 3, 0), (16, 8, 33, 2, 2), (2, 80, 49, 2, 1), (6, 16, 40, 4, 4), (3, 16, 40, 1, 0)];
            foreach ((int heads, int headSize, int intermediate, int layers, int open) in sizes)
            {
                shapes.Add(
                    $"{heads} x {headSize}, {intermediate}, {open} of {layers} layers",
                    Plain with { Seed = heads, Heads = heads, HeadSize = headSize, IntermediateSize = intermediate, Layers = layers, OpenLayers = open });
            }

            foreach (WeightType type in Enum.GetValues<WeightType>())
                shapes.Add($"{type}", Plain with { Type = type });
            shapes.Add("no prefix, reglu, epsilon", Plain with { Prefix = false, FeedForward = "reglu", LayerNormEps = 1e-3 });
            shapes.Add("halved slopes", Plain with { AlibiSlopes = "jina-reranker-v1", Heads = 12, HeadSize = 4 });
            shapes.Add("nearly closed", Plain with { Gate = -8 });
            shapes.Add("without late interaction", Plain with { LateInteraction = false });
            return shapes;
        }
    }

    public static TheoryData<Precision, string> PrecisionsAndKernels =>
        new MatrixTheoryData<Precision, string>(Enum.GetValues<Precision>(), [.. MatMulKernels.Available.Select(kernel => kernel.Name)]);

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Run_EveryShapeAndKernel_EqualsTheReference(string shape, RandomModelSpec spec)
    {
        using var folder = RandomModel.Create(spec);
        var reference = new InteractionReference(folder.Folder);
        (int[] Ids, int[] Types)[] pairs = [.. Lengths.Select((length, i) => folder.Pair(length.Query, length.Document, i))];
        double[] expected = [.. pairs.Select(reference.Logit)];
        foreach (MatMulKernel kernel in MatMulKernels.Available)
        {
            using var model = new ModelUnderTest(folder.Folder, kernel);
            float[][] results = model.Run(pairs);
            for (int i = 0; i < pairs.Length; i++)
                Assert.True(Math.Abs(expected[i] - results[i][0]) < Tolerance, $"{shape}, {kernel.Name}, {Lengths[i]}: {results[i][0]}, the reference says {expected[i]}.");
        }
    }

    [Theory]
    // Across a block of queries within the query, within the document, and at their border; across the blocks of keys of 16-bit attention.
    [InlineData(20, 700)]
    [InlineData(300, 500)]
    [InlineData(256, 256)]
    [InlineData(700, 1)]
    public void Run_LongTexts_EqualTheReferenceAndInt8StaysNear(int query, int document)
    {
        using var folder = RandomModel.Create(Plain with { HeadSize = 16 });
        (int[] Ids, int[] Types) pair = folder.Pair(query, document, 1);
        double expected = new InteractionReference(folder.Folder).Logit(pair);
        foreach (MatMulKernel kernel in MatMulKernels.Available)
        {
            using var model = new ModelUnderTest(folder.Folder, kernel);
            Assert.Equal(expected, model.Run([pair])[0][0], Tolerance);
        }

        using var int8 = new ModelUnderTest(folder.Folder, precision: Precision.Int8);
        Assert.Equal(expected, int8.Run([pair])[0][0], Int8Drift);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void Run_Rounded_StaysNearTheReference(string shape, RandomModelSpec spec)
    {
        using var folder = RandomModel.Create(spec);
        var reference = new InteractionReference(folder.Folder);
        (int[] Ids, int[] Types)[] pairs = [.. Lengths.Select((length, i) => folder.Pair(length.Query, length.Document, i))];
        foreach ((Precision precision, double drift) in (ReadOnlySpan<(Precision, double)>)[(Precision.Int8, Int8Drift), (Precision.BFloat16, BFloat16Drift)])
        {
            using var model = new ModelUnderTest(folder.Folder, precision: precision);
            double worst = pairs.Zip(model.Run(pairs), (pair, result) => Math.Abs(reference.Logit(pair) - result[0])).Max();
            Assert.True(worst < drift, $"{shape}, {precision}: the largest drift is {worst:F3}.");
            TestContext.Current.TestOutputHelper?.WriteLine($"{precision}: largest drift {worst:F4}");
        }
    }

    [Theory]
    [MemberData(nameof(PrecisionsAndKernels))]
    public void Run_AloneBatchedReorderedThreaded_SameBits(Precision precision, string kernel)
    {
        using var folder = RandomModel.Create(Plain with { Heads = 6, HeadSize = 16, IntermediateSize = 100 });
        using var model = new ModelUnderTest(folder.Folder, MatMulKernels.Choose(kernel), precision);
        (int Query, int Document)[] lengths = [(1, 1), (5, 64), (280, 300), (2, 2), (33, 8), (9, 129), (600, 3)];
        (int[] Ids, int[] Types)[] pairs = [.. lengths.Select((length, i) => folder.Pair(length.Query, length.Document, i))];
        float[] alone = [.. pairs.Select(pair => model.Run([pair])[0][0])];

        Assert.Equal(alone, model.Run(pairs).Select(row => row[0]));
        Assert.Equal(alone.Reverse(), model.Run([.. pairs.Reverse()]).Select(row => row[0]));
        foreach (int threads in (int[])[2, 3, 8])
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(alone, model.Run(pairs, team).Select(row => row[0]));
            Assert.Equal(alone[2], model.Run([pairs[2]], team)[0][0]);
        }
    }

    [Theory]
    [InlineData(0, Precision.Float32)]
    [InlineData(2, Precision.Float32)]
    [InlineData(3, Precision.Float32)]
    [InlineData(0, Precision.Int8)]
    [InlineData(2, Precision.Int8)]
    [InlineData(3, Precision.Int8)]
    [InlineData(2, Precision.BFloat16)]
    public unsafe void RunOpen_SegmentsPreparedAloneAndTogether_SameBitsAsRun(int openLayers, Precision precision)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = RandomModel.Create(Plain with { OpenLayers = openLayers });
        using var model = new ModelUnderTest(folder.Folder, precision: precision);
        using var team = new ThreadTeam(2);
        using EncoderPass pass = model.NewPass(2);
        (int[] Ids, int[] Types)[] pairs = [folder.Pair(9, 300, 1), folder.Pair(270, 20, 2), folder.Pair(1, 1, 3)];
        float[] expected = [.. model.Run(pairs).Select(row => row[0])];
        PackedBatch batch = ModelUnderTest.Pack(pairs, segmented: true);

        float[] together = new ReadOnlySpan<float>(pass.RunClosed(batch, team, cancellation), batch.Tokens * folder.Spec.HiddenSize).ToArray();
        var segments = new float[2 * pairs.Length][];
        for (int i = 0; i < segments.Length; i++)
        {
            (int start, int end) = (batch.Segments[i], batch.Segments[i + 1]);
            PackedBatch alone = ModelUnderTest.Pack([(batch.Ids[start..end], batch.TypeIds[start..end])]);
            segments[i] = new ReadOnlySpan<float>(pass.RunClosed(alone, team, cancellation), alone.Tokens * folder.Spec.HiddenSize).ToArray();
            Assert.Equal(together[(start * folder.Spec.HiddenSize)..(end * folder.Spec.HiddenSize)], segments[i]);
        }

        Assert.Equal(expected, model.ApplyHead(pass.RunOpen(batch, segments, team, cancellation), batch));
    }

    [Theory]
    [InlineData(0, Precision.Float32)]
    [InlineData(2, Precision.Float32)]
    [InlineData(3, Precision.Float32)]
    [InlineData(0, Precision.Int8)]
    [InlineData(2, Precision.Int8)]
    [InlineData(2, Precision.BFloat16)]
    public unsafe void PairPassRun_SharedKeptAndNewQueries_SameBitsAsRun(int openLayers, Precision precision)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = RandomModel.Create(Plain with { OpenLayers = openLayers });
        using var model = new ModelUnderTest(folder.Folder, precision: precision);
        using var team = new ThreadTeam(2);
        using EncoderPass pass = model.NewPass(2);
        using var pairPass = new PairPass(pass, folder.Spec.HiddenSize);
        // Queries a and b before documents of all lengths; memory grows in between, and b stands before a longer text than its own.
        (int[] Ids, int[] Types)[] a = [folder.Pair(9, 30, 1), folder.Pair(9, 300, 1), folder.Pair(9, 1, 1)], b = [folder.Pair(270, 20, 2), folder.Pair(270, 700, 2)];
        (int[] Ids, int[] Types) single = folder.Pair(1, 1, 3);
        (int[] Ids, int[] Types)[][] batches = [[a[0]], a, [a[2], a[2]], [b[0], a[1], b[1], a[0], single], [a[0], b[0]], [single], b];
        foreach ((int[] Ids, int[] Types)[] pairs in batches)
        {
            PackedBatch batch = ModelUnderTest.Pack(pairs, segmented: true);
            float[] expected = [.. model.Run(pairs).Select(row => row[0])];
            Assert.Equal(expected, model.ApplyHead(pairPass.Run(batch, team, cancellation), batch));
        }
    }

    [Fact]
    public void Run_ClosedGates_AreNoOpenLayers()
    {
        RandomModelSpec spec = Plain with { LateInteraction = false };
        using RandomModel shut = RandomModel.Create(spec with { Gate = -1e4 }), none = RandomModel.Create(spec with { OpenLayers = 0 }), open = RandomModel.Create(spec);
        // The tensors of the head are drawn last, so that all three have the same layers; but the scale and the bias differ with the number of gates.
        (int[] Ids, int[] Types)[] pairs = [.. Lengths.Select((length, i) => open.Pair(length.Query, length.Document, i))];
        double[] cosines = [.. Cosines(shut, pairs)];
        Assert.Equal(Cosines(none, pairs), cosines, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.NotEqual(Cosines(open, pairs), cosines, (a, b) => Math.Abs(a - b) < 1e-3);

        static double[] Cosines(RandomModel folder, (int[] Ids, int[] Types)[] pairs)
        {
            using var model = new ModelUnderTest(folder.Folder);
            var weights = new TensorReader(Path.Combine(folder.Folder, "model.safetensors"));
            double scale = weights.Get("interaction.scale").Values[0], bias = weights.Get("interaction.bias").Values[0];
            return [.. model.Run(pairs).Select(row => (row[0] - bias) / scale)];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public unsafe void Run_WarmPass_AllocatesNothing(int threads)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = RandomModel.Create(Plain with { Heads = 4, HeadSize = 16 });
        using var model = new ModelUnderTest(folder.Folder);
        using var team = new ThreadTeam(threads);
        using EncoderPass pass = model.NewPass(threads);
        PackedBatch batch = ModelUnderTest.Pack([folder.Pair(9, 60, 1), folder.Pair(7, 2, 2)], segmented: true);
        float[][] segments = [.. Enumerable.Range(0, 4).Select(i => new float[(batch.Segments[i + 1] - batch.Segments[i]) * folder.Spec.HiddenSize])];
        for (int warm = 0; warm < 50; warm++)
            RunAll();
        // The calling thread is one of the workers; other tests' threads may allocate meanwhile.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++)
            RunAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void RunAll()
        {
            pass.Run(batch, false, team, cancellation);
            pass.RunClosed(batch, team, cancellation);
            pass.RunOpen(batch, segments, team, cancellation);
        }
    }
}

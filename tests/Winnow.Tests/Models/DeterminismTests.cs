using Winnow.Kernels.MatMul;
using Winnow.Tests.Oracle;
using Winnow.Threading;

namespace Winnow.Tests.Models;

/// <summary>A sequence's result has the same bits in every batch, in every place and on every number of threads; and a warm pass allocates nothing.</summary>
public class DeterminismTests
{
    public static TheoryData<ModelFamily, string> FamiliesAndKernels =>
        new MatrixTheoryData<ModelFamily, string>(Enum.GetValues<ModelFamily>(), [.. MatMulKernels.Available.Select(kernel => kernel.Name)]);

    [Theory]
    [MemberData(nameof(FamiliesAndKernels))]
    public void Run_AloneBatchedReorderedThreaded_SameBits(ModelFamily family, string kernel)
    {
        var spec = new RandomModelSpec(family) { MaxPositions = 400, Heads = 6, HeadSize = 16, LocalAttention = 32, IntermediateSize = 100 };
        using var folder = RandomModel.Create(spec);
        using var model = new ModelUnderTest(folder.Folder, MatMulKernels.Choose(kernel));
        (int[] Ids, int[] Types)[] sequences = [.. new[] { 1, 5, 64, 300, 2, 33, 8, 129 }.Select(length => folder.Input(length, length))];
        float[] alone = [.. sequences.Select(sequence => model.Run([sequence])[0][0])];

        Assert.Equal(alone, model.Run(sequences).Select(row => row[0]));
        Assert.Equal(alone.Reverse(), model.Run([.. sequences.Reverse()]).Select(row => row[0]));
        foreach (int threads in (int[])[2, 3, 8])
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(alone, model.Run(sequences, team).Select(row => row[0]));
            Assert.Equal(alone[3], model.Run([sequences[3]], team)[0][0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_WarmPass_AllocatesNothing(int threads)
    {
        using var folder = RandomModel.Create(new RandomModelSpec(ModelFamily.JinaBert) { Heads = 4, HeadSize = 16, Layers = 3 });
        using var model = new ModelUnderTest(folder.Folder);
        using var team = new ThreadTeam(threads);
        using var pass = model.NewPass(threads);
        var batch = ModelUnderTest.Pack([folder.Input(60, 1), folder.Input(7, 2)]);
        unsafe
        {
            for (int warm = 0; warm < 50; warm++)
                pass.Run(batch, true, team, TestContext.Current.CancellationToken);
            // The calling thread is one of the workers; other tests' threads may allocate meanwhile.
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int run = 0; run < 20; run++)
                pass.Run(batch, true, team, TestContext.Current.CancellationToken);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}

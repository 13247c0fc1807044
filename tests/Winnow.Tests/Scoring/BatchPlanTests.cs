using CsCheck;
using Winnow.Scoring;

namespace Winnow.Tests.Scoring;

public class BatchPlanTests
{
    [Fact]
    public void Create_AnyLengths_HoldsEachSequenceOnce() =>
        Gen.Select(Gen.Int[1, 3000].Array[0, 200], Gen.Int[1, 64]).Sample((lengths, threads) =>
        {
            var plan = BatchPlan.Create(lengths, threads);
            int[] planned = [.. plan.Wide.Concat(plan.Narrow).SelectMany(batch => batch).Order()];
            Assert.Equal(Enumerable.Range(0, lengths.Length), planned);
            Assert.All(plan.Wide.Concat(plan.Narrow), batch => Assert.NotEmpty(batch));
        });

    [Fact]
    public void Create_ManyShortSequences_AreSharedOutEvenly()
    {
        var plan = BatchPlan.Create([.. Enumerable.Repeat(128, 100)], 2);
        Assert.Empty(plan.Wide);
        Assert.Equal(50, plan.Narrow.Count);
        Assert.All(plan.Narrow, batch => Assert.Equal(2, batch.Length));
    }

    [Fact]
    public void Create_OneShortSequence_IsSharedByAllThreads()
    {
        var plan = BatchPlan.Create([128], 2);
        Assert.Equal([[0]], plan.Wide);
        Assert.Empty(plan.Narrow);
    }

    [Fact]
    public void Create_LongAndShortSequences_LongOnesGoAlone()
    {
        var plan = BatchPlan.Create([5000, 10, 12, 2000, 11, 9], 2);
        Assert.Equal([[0], [3]], plan.Wide);
        Assert.Equal(2, plan.Narrow.Count);
    }

    [Fact]
    public void Create_TwoUnequalSequences_DoNotLeaveAThreadIdle() => Assert.Equal([[0, 1]], BatchPlan.Create([900, 20], 2).Wide);

    [Fact]
    public void Create_OneThread_IsAllNarrow()
    {
        var plan = BatchPlan.Create([5000, 3], 1);
        Assert.Empty(plan.Wide);
        Assert.Equal(2, plan.Narrow.Count);
    }
}

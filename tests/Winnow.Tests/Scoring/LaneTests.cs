using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tests.Models;
using Winnow.Threading;

namespace Winnow.Tests.Scoring;

/// <summary>The last step of a batch, from states to results.</summary>
public class LaneTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void ApplyHead_WarmInteractionHead_AllocatesNothing(bool terms)
    {
        using var folder = new InteractionFolder(terms ? InteractionFolder.LateSpec with { Lexical = true } : InteractionFolder.Spec);
        using LoadedModel model = LoadedModel.Load(folder.Path, Precision.Float32);
        Assert.Equal((terms, terms), (model.LexicalMatch is not null, model.LateInteraction is not null));
        using var lane = new Lane(model, 1);
        using var team = new ThreadTeam(1);
        PackedBatch batch = ModelUnderTest.Pack([Pair(5, 40), Pair(9, 3)], segmented: true);
        float* states = lane.Pass.Run(batch, false, team, TestContext.Current.CancellationToken);
        int[] items = [1, 0];
        var results = new float[2];
        for (int warm = 0; warm < 50; warm++)
            lane.ApplyHead(states, batch, items, results);
        Assert.DoesNotContain(0f, results);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++)
            lane.ApplyHead(states, batch, items, results);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static (int[] Ids, int[] Types) Pair(int query, int document) =>
        ([.. Enumerable.Range(0, query + document).Select(i => 100 + (7 * i))], [.. Enumerable.Repeat(0, query), .. Enumerable.Repeat(1, document)]);
}

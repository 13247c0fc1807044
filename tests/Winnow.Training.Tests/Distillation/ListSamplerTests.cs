using Winnow.Training.Data;
using Winnow.Training.Distillation;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Distillation;

public sealed class ListSamplerTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly TrainingTexts _texts;
    readonly LabelledLists _lists;

    public ListSamplerTests()
    {
        _texts = SmallCollection.Texts(_folder);
        var cache = new VectorCache(_folder.At("cache"));
        using var encoder = new WordEncoder();
        (CandidateLists lists, _) = new CandidateMiner(_texts).Mine([], cache);
        (_lists, _) = new Labeller(_texts).Label(lists, [(new EncoderTeacher(encoder, cache), 1)]);
    }

    [Fact]
    public void Lists_OneEpoch_HasEveryQueryOnceWithItsAnswerFirst()
    {
        var sampler = new ListSampler(_lists, 8, 4, 1);
        Assert.Equal(64, sampler.UsableQueries);

        CandidateList[] epoch = [.. Enumerable.Range(0, 8).SelectMany(step => sampler.Lists(step))];

        Assert.Equal(Enumerable.Range(0, 64), epoch.Select(list => list.Query).Order());
        foreach (CandidateList list in epoch)
        {
            Assert.Equal(_texts.Positive[list.Query], list.Documents[0]);
            Assert.Equal(1, list.Relevance[0]);
            Assert.InRange(list.Documents.Length, 2, 4);
            Assert.Equal(list.Documents.Length, list.Documents.Distinct().Count());
        }
    }

    [Fact]
    public void Lists_SameSeed_AreTheSame()
    {
        int[][] first = [.. new ListSampler(_lists, 8, 4, 1).Lists(5).Select(list => list.Documents)];

        Assert.Equal(first, new ListSampler(_lists, 8, 4, 1).Lists(5).Select(list => list.Documents));
        Assert.NotEqual(first, new ListSampler(_lists, 8, 4, 2).Lists(5).Select(list => list.Documents));
    }

    [Fact]
    public void Lists_SomeQueriesWanted_HasThoseAlone()
    {
        var sampler = new ListSampler(_lists, 8, 4, 1, query => query % 4 == 1);
        Assert.Equal(16, sampler.UsableQueries);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 4 * i + 1), Enumerable.Range(0, 2).SelectMany(step => sampler.Lists(step)).Select(list => list.Query).Order());
        Assert.Throws<WinnowException>(() => new ListSampler(_lists, 8, 4, 1, _ => false));
    }

    public void Dispose() => _folder.Dispose();
}

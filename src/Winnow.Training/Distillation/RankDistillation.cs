using Winnow.Training.Losses;
using Winnow.Training.Modules;
using Winnow.Training.Steps;
using static TorchSharp.torch;

namespace Winnow.Training.Distillation;

/// <summary>Teaches a reranker to order lists as its teachers do.</summary>
/// <remarks>
/// A second teacher may score the same lists while training runs; its scores are brought to mean 0 and deviation 1 within the step, as the labels are over the file, and mixed in.
/// </remarks>
sealed class RankDistillation(
    TrainableReranker student, IReadOnlyList<int[]> queries, IReadOnlyList<int[]> documents, ListSampler sampler, RankingLoss loss)
{
    // A long list is this many times smaller on both sides.
    const int LongShrink = 4;

    /// <summary>Gets a reranker that scores the lists too, or null.</summary>
    public TrainableReranker? Teacher { get; init; }

    /// <summary>Gets what the teacher's score counts beside the label's, 0 to 1.</summary>
    public double TeacherWeight { get; init; } = 0.5;

    /// <summary>Gets what makes documents long, or null.</summary>
    public LongDocuments? Long { get; init; }

    /// <summary>Gets the steps from one with long documents to the next.</summary>
    public int LongEvery { get; init; } = 8;

    /// <summary>Computes a step.</summary>
    public TrainingStep Compute(int step)
    {
        bool isLong = Long is not null && step % LongEvery == LongEvery - 1;
        List<CandidateList> lists = sampler.Lists(step, isLong ? LongShrink : 1);
        PairTokens pairs = Pairs(lists, step, isLong);
        int limit = student.MaxTokens;
        if (isLong)
            student.MaxTokens = Math.Max(limit, Long!.Longest);
        Tensor scores;
        try
        {
            scores = student.Score(pairs);
        }
        finally
        {
            student.MaxTokens = limit;
        }

        // A teacher reads what it was trained on: the answer without what stands around it.
        Tensor? second = Teacher is null ? null : tensor(Teacher.ScoreOnly(isLong ? Pairs(lists, step, false) : pairs), device: scores.device);
        return new TrainingStep(loss.Compute(Batch(lists, scores, second)), Tokens(pairs));
    }

    /// <summary>Gives the texts of lists, list by list.</summary>
    public static PairTokens Pairs(IReadOnlyList<CandidateList> lists, IReadOnlyList<int[]> queries, IReadOnlyList<int[]> documents)
    {
        List<int[]> texts = [];
        List<int> owners = [];
        for (int i = 0; i < lists.Count; i++)
        {
            foreach (int document in lists[i].Documents)
            {
                texts.Add(documents[document]);
                owners.Add(i);
            }
        }

        return new PairTokens([.. lists.Select(list => queries[list.Query])], texts, owners);
    }

    PairTokens Pairs(List<CandidateList> lists, int step, bool isLong)
    {
        PairTokens pairs = Pairs(lists, queries, documents);
        return isLong ? pairs with { Documents = [.. pairs.Documents.Select((text, i) => Long!.Lengthen(text, step, i))] } : pairs;
    }

    RankingBatch Batch(List<CandidateList> lists, Tensor scores, Tensor? second)
    {
        int width = lists.Max(list => list.Documents.Length);
        var places = new long[lists.Count * width];
        var labels = new float[places.Length];
        var relevance = new float[places.Length];
        var mask = new float[places.Length];
        int next = 0;
        for (int row = 0; row < lists.Count; row++)
        {
            for (int i = 0; i < lists[row].Documents.Length; i++)
            {
                int at = (row * width) + i;
                places[at] = next++;
                labels[at] = lists[row].Scores[i];
                relevance[at] = lists[row].Relevance[i];
                mask[at] = 1;
            }
        }

        Device device = scores.device;
        long[] shape = [lists.Count, width];
        Tensor index = tensor(places, device: device), teacher = tensor(labels, shape, device: device);
        if (second is not null)
        {
            Tensor standard = (second - second.mean()) / (second.std() + 1e-6);
            teacher = (teacher * (1 - TeacherWeight)) + (standard.index_select(0, index).view(shape) * TeacherWeight);
        }

        return new RankingBatch(scores.index_select(0, index).view(shape), teacher, tensor(relevance, shape, device: device), tensor(mask, shape, device: device));
    }

    static long Tokens(PairTokens pairs)
    {
        long tokens = 0;
        for (int i = 0; i < pairs.Documents.Count; i++)
            tokens += pairs.Documents[i].Length + pairs.Queries[pairs.QueryOf[i]].Length;
        return tokens;
    }
}

using System.Globalization;
using Winnow.Training.Data;

namespace Winnow.Training.Labelling;

/// <summary>Gives each candidate the score that a student is trained to give.</summary>
/// <remarks>
/// label(c) = sum over teachers t of w(t) (s(t, c) - mean(t)) / deviation(t), divided by the sum of w(t). Mean and (population) standard deviation are those of the teacher's scores of all
/// candidates of all queries, so that an embedder's cosines and a cross-encoder's logits count as their weights say. Not safe for concurrent use.
/// </remarks>
/// <param name="texts">The texts.</param>
public sealed class Labeller(TrainingTexts texts)
{
    /// <summary>Labels.</summary>
    /// <param name="lists">The candidates.</param>
    /// <param name="teachers">The teachers with their weights, which are positive.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work; what a teacher has computed stays in its cache.</param>
    /// <exception cref="ArgumentException">There is no teacher, or a weight is not positive.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">There is no candidate, or a teacher's scores cannot be used.</exception>
    public (LabelledLists Lists, LabelSummary Summary) Label(
        CandidateLists lists, IReadOnlyList<(ITeacher Teacher, double Weight)> teachers, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(teachers);
        if (teachers.Count == 0)
            throw new ArgumentException("There must be a teacher.", nameof(teachers));
        if (teachers.Any(teacher => !(teacher.Weight > 0) || !double.IsFinite(teacher.Weight)))
            throw new ArgumentException("Weights must be positive numbers.", nameof(teachers));
        if (lists.Candidates == 0)
            throw new WinnowException("There is no candidate to label. Mine candidates first.");

        byte[] relevance = Array.ConvertAll(lists.Columns.Origins, origin => (byte)(origin & CandidateOrigin.Positive));
        double[] sums = new double[lists.Candidates];
        double weights = teachers.Sum(teacher => teacher.Weight);
        var said = new List<(string, double, double, double, double)>();
        var made = new SortedDictionary<string, string>(lists.Columns.Made, StringComparer.Ordinal);
        for (int i = 0; i < teachers.Count; i++)
        {
            (ITeacher teacher, double weight) = teachers[i];
            float[] scores = teacher.Score(lists, texts, progress, cancellationToken);
            (double mean, double deviation) = Spread(teacher.Name, scores);
            for (int j = 0; j < sums.Length; j++)
                sums[j] += weight * ((scores[j] - mean) / deviation);
            said.Add((teacher.Name, weight, mean, deviation, PositiveFirst(lists, scores, relevance)));
            made[$"teacher_{i}"] = string.Create(CultureInfo.InvariantCulture, $"{teacher.Name} {teacher.Fingerprint}, weight {weight}, mean {mean}, deviation {deviation}");
        }

        float[] labels = Array.ConvertAll(sums, sum => (float)(sum / weights));
        var columns = new CandidateColumns
        {
            Offsets = lists.Columns.Offsets,
            Documents = lists.Columns.Documents,
            Origins = lists.Columns.Origins,
            Scores = labels,
            Relevance = relevance,
            Texts = lists.Columns.Texts,
            Made = made,
        };
        return (new LabelledLists(columns), new LabelSummary
        {
            Queries = Enumerable.Range(0, lists.Count).Count(query => lists.Documents(query).Length > 0),
            Candidates = lists.Candidates,
            PositiveFirst = PositiveFirst(lists, labels, relevance),
            Teachers = said,
        });
    }

    static (double Mean, double Deviation) Spread(string teacher, float[] scores)
    {
        double sum = 0, squares = 0;
        foreach (float score in scores)
        {
            if (!float.IsFinite(score))
                throw new WinnowException($"{teacher}: a score of this teacher is no finite number. Choose another teacher, or --precision float32.");
            sum += score;
        }

        double mean = sum / scores.Length;
        foreach (float score in scores)
            squares += (score - mean) * (score - mean);
        double deviation = Math.Sqrt(squares / scores.Length);
        return deviation > 0
            ? (mean, deviation)
            : throw new WinnowException($"{teacher}: this teacher gives every candidate the same score, so there is nothing to learn from it. Choose another one.");
    }

    static double PositiveFirst(CandidateLists lists, float[] scores, byte[] relevance)
    {
        int queries = 0, first = 0;
        for (int query = 0; query < lists.Count; query++)
        {
            int start = lists.Columns.Offsets[query], end = lists.Columns.Offsets[query + 1];
            if (start == end)
                continue;
            float positive = float.NegativeInfinity, other = float.NegativeInfinity;
            for (int i = start; i < end; i++)
            {
                if (relevance[i] == 1)
                    positive = Math.Max(positive, scores[i]);
                else
                    other = Math.Max(other, scores[i]);
            }

            queries++;
            first += positive >= other ? 1 : 0;
        }

        return (double)first / queries;
    }
}

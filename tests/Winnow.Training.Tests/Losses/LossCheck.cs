using Winnow.Training.Losses;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Losses;

/// <summary>Compares a loss with one written down in plain float64: its value, and its gradient with differences of the other's values.</summary>
static class LossCheck
{
    const int Queries = 5;
    const int Candidates = 7;
    const double Step = 1e-5;

    // float32 sums of up to 100 terms with gradients and values around 10.
    const double Tolerance = 2e-4;

    /// <summary>The sum of a list's terms, and how many there are.</summary>
    public delegate (double Sum, int Count) Reference(Candidate[] list);

    public static void MatchesReference(RankingLoss loss, Reference reference)
    {
        for (int seed = 0; seed < 30; seed++)
            MatchesReference(loss, reference, RandomLists(seed), $"seed {seed}");
    }

    public static void MatchesReference(RankingLoss loss, Reference reference, Candidate?[][] lists, string what)
    {
        (double value, double[][] gradient) = Compute(loss, lists);
        AssertNear(Mean(reference, lists), value, what);
        for (int q = 0; q < lists.Length; q++)
        {
            for (int c = 0; c < lists[q].Length; c++)
            {
                if (lists[q][c] is { } candidate)
                    AssertNear((Moved(reference, lists, q, c, candidate, Step) - Moved(reference, lists, q, c, candidate, -Step)) / (2 * Step), gradient[q][c], $"{what}, gradient of {q}, {c}");
                else
                    Assert.Equal(0, gradient[q][c]);
            }
        }
    }

    /// <summary>The value and the gradient; what is null is padding, and holds NaN.</summary>
    public static (double Value, double[][] Gradient) Compute(RankingLoss loss, Candidate?[][] lists)
    {
        using var scope = NewDisposeScope();
        Tensor scores = Table(lists, candidate => candidate?.Score ?? double.NaN);
        scores.requires_grad = true;
        Tensor mask = Table(lists, candidate => candidate is null ? 0 : 1);
        Tensor value = loss.Compute(new(scores, Table(lists, candidate => candidate?.Teacher ?? double.NaN), Table(lists, candidate => candidate?.Relevance ?? double.NaN), mask));
        Assert.Empty(value.shape);
        value.backward();
        double[] gradient = [.. scores.grad!.data<float>().Select(number => (double)number)];
        int width = lists[0].Length;
        return (value.item<float>(), [.. lists.Select((_, q) => gradient[(q * width)..((q + 1) * width)])]);
    }

    /// <summary>A list with a value for each candidate.</summary>
    public static Candidate[] List(params (double Score, double Teacher, double Relevance)[] list) => [.. list.Select(item => new Candidate(item.Score, item.Teacher, item.Relevance))];

    // The last three: without a relevant candidate, with one candidate, with none.
    static Candidate?[][] RandomLists(int seed)
    {
        Random random = new(seed);
        Candidate?[][] lists = new Candidate?[Queries][];
        for (int q = 0; q < Queries; q++)
        {
            lists[q] = new Candidate?[Candidates];
            for (int c = 0; c < Candidates; c++)
            {
                Candidate candidate = new((float)((random.NextDouble() * 12) - 6), (float)((random.NextDouble() * 10) - 7), q == Queries - 3 ? 0 : Math.Max(-1, random.Next(-3, 4)));
                bool kept = q switch { Queries - 1 => false, Queries - 2 => c == seed % Candidates, _ => random.Next(4) > 0 };
                lists[q][c] = kept ? candidate : null;
            }
        }

        return lists;
    }

    static double Moved(Reference reference, Candidate?[][] lists, int q, int c, Candidate candidate, double by)
    {
        Candidate?[][] moved = [.. lists.Select(list => (Candidate?[])[.. list])];
        moved[q][c] = candidate with { Score = candidate.Score + by };
        return Mean(reference, moved);
    }

    static double Mean(Reference reference, Candidate?[][] lists)
    {
        (double sum, int count) = (0, 0);
        foreach (Candidate?[] list in lists)
        {
            (double ofList, int terms) = reference([.. list.OfType<Candidate>()]);
            (sum, count) = (sum + ofList, count + terms);
        }

        return count == 0 ? 0 : sum / count;
    }

    static Tensor Table(Candidate?[][] lists, Func<Candidate?, double> number)
        => tensor([.. lists.SelectMany(list => list.Select(candidate => (float)number(candidate)))], lists.Length, lists[0].Length);

    static void AssertNear(double expected, double actual, string what)
        => Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: {actual} is not near {expected}.");
}

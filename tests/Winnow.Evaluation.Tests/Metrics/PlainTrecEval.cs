using System.Text;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Metrics;

/// <summary>
/// The metrics written down again from their definitions, with no thought of speed: a document's rank is one more than the number of documents before it, and every sum runs over
/// documents, not ranks.
/// </summary>
sealed class PlainTrecEval
{
    readonly Dictionary<string, int> _judged;
    readonly Dictionary<string, int> _rank;

    public PlainTrecEval(Dictionary<string, int> judged, Dictionary<string, double> found, TieRule ties)
    {
        _judged = judged;
        _rank = found.Keys.ToDictionary(id => id, id => 1 + found.Keys.Count(other => IsBefore(other, id)));

        bool IsBefore(string other, string id)
        {
            double a = found[other], b = found[id];
            if (ties == TieRule.Float32)
                (a, b) = ((float)a, (float)b);
            return a > b || (a == b && Encoding.UTF8.GetBytes(other).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(id)) > 0);
        }
    }

    public double Compute(string metric, int level, int k) => metric switch
    {
        "nDCG" => Over(Found(1).Where(id => _rank[id] <= k).Sum(id => _judged[id] / Math.Log2(_rank[id] + 1)), BestDcg(k)),
        "AP" => Over(Found(level).Where(id => _rank[id] <= k).Sum(id => (double)Found(level).Count(other => _rank[other] <= _rank[id]) / _rank[id]), Relevant(level).Count()),
        "RR" => Found(level).Where(id => _rank[id] <= k).Select(id => 1.0 / _rank[id]).DefaultIfEmpty(0).Max(),
        "P" => (double)Found(level).Count(id => _rank[id] <= k) / k,
        "R" => Over(Found(level).Count(id => _rank[id] <= k), Relevant(level).Count()),
        "Success" => Found(level).Any(id => _rank[id] <= k) ? 1 : 0,
        _ => throw new ArgumentException(metric),
    };

    static double Over(double part, double whole) => whole == 0 ? 0 : part / whole;

    IEnumerable<string> Relevant(int level) => _judged.Keys.Where(id => _judged[id] >= level);

    IEnumerable<string> Found(int level) => Relevant(level).Where(_rank.ContainsKey);

    double BestDcg(int k)
    {
        List<int> grades = [.. _judged.Values.Where(grade => grade >= 1)];
        double sum = 0;
        for (int rank = 1; rank <= k && grades.Count > 0; rank++)
        {
            sum += grades.Max() * Math.Log(2) / Math.Log(rank + 1);
            grades.Remove(grades.Max());
        }

        return sum;
    }
}

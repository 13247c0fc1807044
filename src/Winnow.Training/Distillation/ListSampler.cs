using Winnow.Training.Data;
using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>Chooses the lists of a step: queries in a new order every epoch, and of each query's candidates one that answers it and some others.</summary>
sealed class ListSampler
{
    readonly LabelledLists _lists;
    readonly int[] _usable;
    readonly EpochOrder _order;
    readonly int _queries, _candidates, _seed;

    /// <summary>Creates a sampler.</summary>
    /// <param name="lists">The labelled candidates.</param>
    /// <param name="queries">The queries of a step.</param>
    /// <param name="candidates">The most candidates of a query.</param>
    /// <param name="seed">Two samplers with the same seed give the same lists.</param>
    /// <param name="isWanted">Which queries may have lists. Null means all.</param>
    /// <exception cref="WinnowException">No query has two candidates.</exception>
    public ListSampler(LabelledLists lists, int queries, int candidates, int seed, Func<int, bool>? isWanted = null)
    {
        (_lists, _queries, _candidates, _seed) = (lists, queries, candidates, seed);
        _usable = [.. Enumerable.Range(0, lists.Count).Where(query => lists.Documents(query).Length > 1 && isWanted?.Invoke(query) != false)];
        if (_usable.Length == 0)
            throw new WinnowException("No query of the labels, or of the sources that were chosen, has two candidates, so there is nothing to rank. Mine with --hard or --middle above 0, or choose other sources.");
        _order = new EpochOrder(_usable.Length, seed);
    }

    /// <summary>Gets the queries that have lists.</summary>
    public int UsableQueries => _usable.Length;

    /// <summary>Gives the lists of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="shrink">How many times fewer queries and candidates than usual.</param>
    public List<CandidateList> Lists(int step, int shrink = 1)
    {
        var random = new Random(EpochOrder.Seed(_seed + 1, step));
        int queries = Math.Max(1, _queries / shrink), candidates = Math.Max(2, _candidates / shrink);
        List<CandidateList> lists = [];
        for (int i = 0; i < queries; i++)
            lists.Add(Choose(_usable[_order[((long)step * _queries) + i]], candidates, random));
        return lists;
    }

    CandidateList Choose(int query, int most, Random random)
    {
        int[] places = [.. Enumerable.Range(0, _lists.Documents(query).Length)];
        random.Shuffle(places);
        ReadOnlySpan<byte> relevance = _lists.Relevance(query);
        // One answer leads, whichever the shuffle brings first; others may be among the rest.
        int answer = Array.FindIndex(places, place => _lists.Relevance(query)[place] > 0);
        if (answer > 0)
            (places[0], places[answer]) = (places[answer], places[0]);
        if (places.Length > most)
            places = places[..most];
        var list = new CandidateList(query, new int[places.Length], new float[places.Length], new float[places.Length]);
        for (int i = 0; i < places.Length; i++)
        {
            list.Documents[i] = _lists.Documents(query)[places[i]];
            list.Scores[i] = _lists.Scores(query)[places[i]];
            list.Relevance[i] = relevance[places[i]];
        }

        return list;
    }
}

/// <summary>A query's candidates in a step.</summary>
/// <param name="Query">The query's position in the texts.</param>
/// <param name="Documents">The documents' positions in the texts.</param>
/// <param name="Scores">The teachers' score of each.</param>
/// <param name="Relevance">1 for a document that answers the query, else 0.</param>
readonly record struct CandidateList(int Query, int[] Documents, float[] Scores, float[] Relevance);

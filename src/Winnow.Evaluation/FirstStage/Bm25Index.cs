using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Texts indexed in memory and searched with <see cref="Bm25"/>'s formula, by their positions.</summary>
/// <remarks>Searches are safe for concurrent use; <see cref="Dispose"/> is not.</remarks>
sealed class Bm25Index : IDisposable
{
    const string Field = "contents";
    const LuceneVersion Version = LuceneVersion.LUCENE_48;

    readonly RAMDirectory _directory = new();
    readonly EnglishAnalyzer _analyzer = new(Version);
    readonly DirectoryReader _reader;
    readonly IndexSearcher _searcher;

    /// <summary>Indexes texts.</summary>
    /// <param name="count">The number of texts.</param>
    /// <param name="text">Gets a text by its position.</param>
    /// <param name="k1">How slowly repetition stops to count, from 0.</param>
    /// <param name="b">How much length counts, 0 to 1.</param>
    /// <param name="progress">Told the number of texts that are indexed, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Bm25Index(int count, Func<int, string> text, float k1, float b, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var similarity = new LuceneSimilarity(k1, b);
            Index(count, text, similarity, progress, cancellationToken);
            _reader = DirectoryReader.Open(_directory);
            _searcher = new IndexSearcher(_reader) { Similarity = similarity };
        }
        catch
        {
            _analyzer.Dispose();
            _directory.Dispose();
            throw;
        }
    }

    /// <summary>Finds the best texts for a query: their positions and scores, best first, ties in the order of positions.</summary>
    /// <param name="query">The query.</param>
    /// <param name="depth">The most texts.</param>
    public (int Position, float Score)[] Search(string query, int depth) =>
        Array.ConvertAll(_searcher.Search(Parse(query), depth).ScoreDocs, hit => (hit.Doc, hit.Score));

    /// <summary>Frees the index.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _analyzer.Dispose();
        _directory.Dispose();
    }

    // Lucene numbers documents as they come and merges neighbours only, so a text's number stays its position, and ties by number are ties by position.
    void Index(int count, Func<int, string> text, LuceneSimilarity similarity, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var writer = new IndexWriter(_directory, new IndexWriterConfig(Version, _analyzer)
        {
            Similarity = similarity,
            MergePolicy = new LogDocMergePolicy(),
            MergeScheduler = new SerialMergeScheduler(),
        });
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.AddDocument([new TextField(Field, text(i), Lucene.Net.Documents.Field.Store.NO)]);
            progress?.Report(i + 1);
        }

        writer.Commit();
    }

    // A bag of words, each counting as often as it stands in the query. Groups of groups, because Lucene limits the words of one group.
    BooleanQuery Parse(string text)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using (TokenStream stream = _analyzer.GetTokenStream(Field, text))
        {
            var term = stream.GetAttribute<ICharTermAttribute>();
            stream.Reset();
            while (stream.IncrementToken())
                counts[term.ToString()!] = counts.GetValueOrDefault(term.ToString()!) + 1;
            stream.End();
        }

        var query = new BooleanQuery();
        foreach (KeyValuePair<string, int>[] chunk in counts.Chunk(BooleanQuery.MaxClauseCount))
        {
            var group = new BooleanQuery();
            foreach ((string word, int count) in chunk)
                group.Add(new TermQuery(new Term(Field, word)) { Boost = count }, Occur.SHOULD);
            query.Add(group, Occur.SHOULD);
        }

        return query;
    }
}

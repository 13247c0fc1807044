using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;

namespace Winnow.Evaluation.Tests.Scorers;

public class CandidateScorerTests
{
    static readonly string[] Documents = ["the cat sat", "", "a dog", "the cat sat"];

    [Fact]
    public void Load_Reranker_ScoresWithLogits()
    {
        using ICandidateScorer scorer = CandidateScorer.Load(Repository.Model("jina-bert"), new EngineOptions { MaxTokens = 20 });
        using var reranker = Reranker.Load(Repository.Model("jina-bert"), new EngineOptions { MaxTokens = 20 });
        PairScore[] expected = reranker.Score([.. Documents.Select(document => new TextPair("cat", document))], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(score => score.Logit), scorer.Score("cat", Documents, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("jina-bert", scorer.Name);
        Assert.Equal("cross-encoder logits, int8, at most 20 tokens", scorer.Protocol);
    }

    [Fact]
    public void Score_InteractionReranker_SameBitsWhicheverQueryCameBefore()
    {
        using ICandidateScorer scorer = CandidateScorer.Load("turbo", new EngineOptions { MaxTokens = 20 });
        using var reranker = Reranker.Load("turbo", new EngineOptions { MaxTokens = 20 });
        foreach (string query in (string[])["cat", "where does the dog sleep", "cat"])
        {
            PairScore[] expected = reranker.Score([.. Documents.Select(document => new TextPair(query, document))], cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(expected.Select(score => score.Logit), scorer.Score(query, Documents, cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Load_Embedder_ScoresWithCosines()
    {
        using ICandidateScorer scorer = CandidateScorer.Load(Repository.Model("bert-embedder-mean"));
        Assert.IsType<EmbedderScorer>(scorer);
        float[] scores = scorer.Score("a dog", Documents, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, scores[2], 1e-5);
        Assert.Equal(scores[0], scores[3]);
        Assert.Equal(scores, scorer.Score("a dog", Documents, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Fingerprint_PrecisionTokensAndPrefixes_ChangeIt()
    {
        string model = Repository.Model("jina-bert"), embedder = Repository.Model("bert-embedder-mean");
        ICandidateScorer[] scorers =
        [
            CandidateScorer.Load(model),
            CandidateScorer.Load(model, new EngineOptions { Precision = Precision.Float32 }),
            CandidateScorer.Load(model, new EngineOptions { MaxTokens = 30 }),
            CandidateScorer.Load(embedder),
            new EmbedderScorer(embedder, new DenseOptions { QueryPrefix = "q: " }),
            new EmbedderScorer(embedder, new DenseOptions { Similarity = VectorSimilarity.Dot }),
        ];
        try
        {
            Assert.Equal(scorers.Length, scorers.Select(scorer => scorer.Fingerprint).Distinct().Count());
        }
        finally
        {
            Array.ForEach(scorers, scorer => scorer.Dispose());
        }
    }

    [Fact]
    public void Load_Unknown_IsRefused() => Assert.Throws<WinnowException>(() => CandidateScorer.Load("no/such/model"));
}

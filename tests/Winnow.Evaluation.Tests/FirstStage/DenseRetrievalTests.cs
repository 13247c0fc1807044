using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Tests.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.FirstStage;

public sealed class DenseRetrievalTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Retrieve_TinyDataset_HasTheCosinesOfTheEmbedder()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        using var embedder = Embedder.Load(Repository.Model("bert-embedder-mean"));
        string[] texts = ["ask: apple cherry", .. dataset.Documents.Select(document => "say: " + document.Contents)];
        float[][] vectors = embedder.Embed(texts, cancellationToken: TestContext.Current.CancellationToken);
        TrecRun run = Retrieve(dataset, new DenseOptions { QueryPrefix = "ask: ", DocumentPrefix = "say: " });
        Assert.Equal(["q1", "q3", "q4"], run.QueryIds);
        for (int i = 0; i < 5; i++)
            Assert.Equal(Cosine(vectors[0], vectors[i + 1]), run["q1"][$"d{i + 1}"], 1e-5);
    }

    [Fact]
    public void Retrieve_Depth_KeepsTheBest()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        TrecRun all = Retrieve(dataset, new DenseOptions()), two = Retrieve(dataset, new DenseOptions(), 2);
        Assert.Equal(all.Ranking("q1").Take(2), two.Ranking("q1"));
    }

    [Fact]
    public void Retrieve_PromptsOfTheFolder_GoBeforeTheTexts()
    {
        string model = _folder["prompted"];
        Copy(Repository.Model("bert-embedder-mean"), model);
        File.WriteAllText(Path.Combine(model, "config_sentence_transformers.json"), """{"prompts": {"query": "query: ", "passage": "passage: "}}""");
        using var prompted = new DenseRetrieval(model, _folder["vectors"]);
        Assert.Contains("query prefix \"query: \", document prefix \"passage: \"", prompted.Protocol, StringComparison.Ordinal);
        BeirDataset dataset = new TinyDataset().Load(_folder);
        TrecRun expected = Retrieve(dataset, new DenseOptions { QueryPrefix = "query: ", DocumentPrefix = "passage: " });
        TrecRun actual = prompted.Retrieve(dataset, 100, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Ranking("q3"), actual.Ranking("q3"));
    }

    [Fact]
    public void ReadOrCompute_Stopped_GoesOnWhereItWas()
    {
        using var cancellation = new CancellationTokenSource();
        string path = _folder["vectors.f32"];
        var asked = new List<int>();
        float[][] Compute(int start, int count)
        {
            asked.Add(start);
            if (start == 256)
                cancellation.Cancel();
            return [.. Enumerable.Range(start, count).Select(i => new[] { i, -i, 0.5f })];
        }

        Assert.ThrowsAny<OperationCanceledException>(() => VectorFile.ReadOrCompute(path, 700, 3, Compute, null, cancellation.Token));
        Assert.False(File.Exists(path));
        File.AppendAllText(path + ".part", "half");
        float[][] rows = VectorFile.ReadOrCompute(path, 700, 3, Compute, null, TestContext.Current.CancellationToken);
        Assert.Equal([0, 256, 512], asked);
        Assert.Equal([699, -699, 0.5f], rows[699]);
        Assert.Equal(rows, VectorFile.ReadOrCompute(path, 700, 3, (_, _) => throw new InvalidOperationException(), null, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public void Load_Reranker_IsRefused() =>
        Assert.Contains(
            "gives relevance, not vectors",
            Assert.Throws<WinnowException>(() => new DenseRetrieval(Repository.Model("jina-bert"), _folder.Path)).Message,
            StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    TrecRun Retrieve(BeirDataset dataset, DenseOptions options, int depth = 100)
    {
        using var stage = new DenseRetrieval(Repository.Model("bert-embedder-mean"), _folder["vectors"], options);
        return stage.Retrieve(dataset, depth, cancellationToken: TestContext.Current.CancellationToken);
    }

    static double Cosine(float[] a, float[] b)
    {
        double dot = 0, x = 0, y = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            x += (double)a[i] * a[i];
            y += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(x * y);
    }

    static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

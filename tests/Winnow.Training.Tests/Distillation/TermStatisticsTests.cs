using Winnow.Tokenization;
using Winnow.Training.Distillation;
using Winnow.Training.Steps;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Distillation;

public class TermStatisticsTests
{
    static readonly string File = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean", "tokenizer.json");

    readonly Tokenizer _tokenizer = Tokenizer.Load(File);
    readonly SynonymCollection _words = new(File);

    // The words 0, 1, 2 and 3 stand in 3, 1, 1 and 0 of 3 documents, the first one twice in the last.
    string[] Documents => [_words.Document(0), _words.Document(0, 1), _words.Document(0, 2, 0) + " [SEP]"];

    [Fact]
    public void Idf_TinyCollection_EqualsTheFormulaByHand()
    {
        TermStatistics terms = TermStatistics.Count(Documents, _tokenizer, null, TestContext.Current.CancellationToken);

        float[] idf = terms.Idf(_tokenizer.VocabularySize + 2, SpecialTokens.Read(File, _tokenizer));

        float Of(int word) => idf[Assert.Single(_tokenizer.Tokenize(_words.Document(word)))];
        // ln(1 + 0.5 / 3.5), ln(1 + 2.5 / 1.5) and ln(1 + 3.5 / 0.5).
        Assert.Equal(0.1335314f, Of(0), 1e-6f);
        Assert.Equal(0.9808293f, Of(1), 1e-6f);
        Assert.Equal(0.9808293f, Of(2), 1e-6f);
        Assert.Equal(2.0794415f, Of(3), 1e-6f);
        Assert.Equal(2.0794415f, idf[^1], 1e-6f);
        // [PAD], [UNK], [CLS], [SEP] and [MASK], though one of them stands in a document.
        Assert.All(idf[..5], weight => Assert.Equal(0, weight));
        Assert.Equal(3, terms.Documents);
        Assert.Equal((1 + 2 + 4) / 3.0, terms.MeanLength, 1e-12);
    }

    [Fact]
    public void Count_ManyDocuments_TellsHowFarItIs()
    {
        string[] documents = [.. Enumerable.Repeat(_words.Document(0), 2000), _words.Document(1)];
        List<StepProgress> told = [];

        TermStatistics terms = TermStatistics.Count(documents, _tokenizer, new Listener(told.Add), TestContext.Current.CancellationToken);

        Assert.Equal([0, 1024, 2001], told.Select(progress => progress.Step));
        Assert.All(told, progress => Assert.Equal((2001, null), (progress.Steps, progress.Loss)));
        Assert.Equal(2001, terms.Documents);
        Assert.Equal(1, terms.MeanLength);
    }

    [Fact]
    public void Count_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => TermStatistics.Count(Documents, _tokenizer, null, cancelled.Token));
    }

    sealed class Listener(Action<StepProgress> listen) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => listen(value);
    }
}

using System.Text.Json;
using Winnow.Training.Data;
using Winnow.Training.Distillation;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;
using Winnow.Weights;

namespace Winnow.Training.Tests.Distillation;

/// <summary>Mining, labelling, distillation and ranking with the result, on a made-up collection.</summary>
public sealed class DistillerTests : IDisposable
{
    static readonly string Start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean");

    readonly TempFolder _folder = new();
    readonly SynonymCollection _collection = new(Path.Combine(Start, "tokenizer.json"));
    readonly string _pairs, _labels;

    public DistillerTests()
    {
        _pairs = _folder.File("pairs.jsonl", _collection.Lines(300, 1));
        _labels = _folder.At("labels.bin");
        Label(_pairs, _labels);
    }

    void Label(string pairs, string labels)
    {
        TrainingTexts texts = TrainingTexts.Read([pairs]);
        var cache = new VectorCache(_folder.At("cache"));
        (CandidateLists lists, _) = new CandidateMiner(texts, new MiningOptions { Bm25 = false, RelativeMargin = null, Hard = 8, Middle = 8 }).Mine([_collection.Teacher], cache);
        (LabelledLists labelled, _) = new Labeller(texts).Label(lists, [(new EncoderTeacher(_collection.Teacher, cache), 1)]);
        labelled.Write(labels);
    }

    DistillOptions Options(string output) => new()
    {
        Start = Start,
        Output = _folder.At(output),
        Pairs = [_pairs],
        Labels = _labels,
        Steps = 150,
        Queries = 16,
        Candidates = 8,
        MaxTokens = 32,
        LearningRate = 3e-3,
        CheckpointEvery = 50,
    };

    // Queries with words of their documents, so that the lexical match has something to count.
    DistillOptions SharedWords(string output)
    {
        string pairs = _folder.File("shared.jsonl", _collection.Lines(300, 1, shared: true)), labels = _folder.At("shared.bin");
        Label(pairs, labels);
        return Options(output) with { Pairs = [pairs], Labels = labels };
    }

    [Theory]
    [InlineData(HeadKind.Interaction)]
    [InlineData(HeadKind.FirstToken)]
    public void Run_LabelledLists_BeatsItsStart(HeadKind head)
    {
        // A classifier begins with no idea of relevance and needs more steps.
        int steps = head == HeadKind.FirstToken ? 500 : 150;
        new Distiller(Options("before") with { Head = head, Steps = 0 }).Run(cancellationToken: TestContext.Current.CancellationToken);

        DistillReport report = new Distiller(Options("after") with { Head = head, Layers = 2, Steps = steps, StateSteps = 20, BatchTokens = 2048 })
            .Run(cancellationToken: TestContext.Current.CancellationToken);

        double before = Accuracy(_folder.At("before")), after = Accuracy(report.Folder);
        Assert.True(after > 0.8, $"The right document came first for {after:P0} of the queries, before training for {before:P0}.");
        Assert.True(after > before + 0.3, $"The right document came first for {after:P0} of the queries, before training for {before:P0}.");
        using Reranker reranker = Reranker.Load(report.Folder);
        Assert.Equal(8192, reranker.MaxTokens);
        Assert.Contains("\"num_hidden_layers\": 2", File.ReadAllText(Path.Combine(report.Folder, "config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_KilledAndStartedAgain_GivesTheSameFolder()
    {
        DistillOptions options = SharedWords("whole") with { Lexical = 2, LateInteraction = 3, Steps = 60, StateSteps = 20, CheckpointEvery = 10, Average = 0.9, Dropout = 0.1 };
        new Distiller(options).Run(cancellationToken: TestContext.Current.CancellationToken);
        using var kill = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => new Distiller(options with { Output = _folder.At("cut") }).Run(
            new At(progress =>
            {
                if (progress.Stage == "ranking" && progress.Step.Step == 35)
                    kill.Cancel();
            }),
            kill.Token));
        Assert.False(Directory.Exists(_folder.At("cut")));
        int first = 0;
        DistillReport report = new Distiller(options with { Output = _folder.At("cut") }).Run(
            new At(progress => first = first == 0 && progress.Stage == "ranking" ? progress.Step.Step : first), TestContext.Current.CancellationToken);

        Assert.Equal(31, first);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.At("whole"), "model.safetensors")), File.ReadAllBytes(Path.Combine(_folder.At("cut"), "model.safetensors")));
        Assert.NotEqual(2, WeightBeforeCalibration(), 0.01);
        Assert.InRange(report.Lexical!.Weight, 1e-3, 1e3);
        Assert.InRange(report.LateInteraction!.Weight, 1e-3, 1e3);

        double WeightBeforeCalibration()
        {
            using ModelWeights best = ModelWeights.Open(Path.Combine(_folder.At("cut.training"), "ranking"), "best.safetensors");
            var weight = new float[1];
            best.Read("lexical.weight", [1], weight);
            return weight[0];
        }
    }

    [Fact]
    public void Run_FrozenLayers_StayAsTheyWere()
    {
        DistillOptions options = Options("before") with { Steps = 0, OpenLayers = 0 };
        new Distiller(options).Run(cancellationToken: TestContext.Current.CancellationToken);
        new Distiller(options with { Output = _folder.At("after"), Steps = 5, FrozenLayers = 1, Average = 0.5, Sources = ["made"] }).Run(cancellationToken: TestContext.Current.CancellationToken);

        using ModelWeights before = ModelWeights.Open(_folder.At("before")), after = ModelWeights.Open(_folder.At("after"));
        foreach (string name in before.Tensors.Keys.Where(name => !name.StartsWith("interaction.", StringComparison.Ordinal)))
        {
            bool stays = name.Contains("embeddings.", StringComparison.Ordinal) || name.Contains("layer.0.", StringComparison.Ordinal);
            Assert.True(stays == before.GetBytes(name).SequenceEqual(after.GetBytes(name)), name);
        }

        string card = File.ReadAllText(Path.Combine(_folder.At("after"), "README.md"));
        Assert.Contains("| layers that stayed | the lowest 1, with the embeddings |", card, StringComparison.Ordinal);
        Assert.Contains("| sources of lists | made |", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownSourceOrTooManyFrozenLayers_SaysWhatThereIs()
    {
        WinnowException source = Assert.Throws<WinnowException>(() => Run(Options("source") with { Sources = ["made", "found"] }));
        Assert.Equal("No pair comes from a source named 'found'. The pair files have: made.", source.Message);
        WinnowException layers = Assert.Throws<WinnowException>(() => Run(Options("layers") with { FrozenLayers = 9 }));
        Assert.StartsWith("9 layers cannot stay as they are of ", layers.Message, StringComparison.Ordinal);

        static void Run(DistillOptions options) => new Distiller(options).Run(cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Run_Lexical_AddsTheMatchWhichLaterRunsKeepOrChange()
    {
        DistillOptions shared = SharedWords("added"), options = shared with { Steps = 0, Labels = null, Lexical = 2 };
        List<string> stages = [];

        LexicalReport added = Run(options, new At(progress => stages.Add(progress.Stage)));
        LexicalReport kept = Run(options with { Start = _folder.At("added"), Output = _folder.At("kept"), Lexical = null, Layers = 2 });
        LexicalReport changed = Run(options with { Start = _folder.At("kept"), Output = _folder.At("changed"), Lexical = 5, LexicalLengthWeight = 0.75, Labels = shared.Labels });

        // Every document of the collection is two words.
        int documents = TrainingTexts.Read(options.Pairs).Documents.Count;
        Assert.Equal(new LexicalReport(2, 0.9, 0.4, 2, documents), added);
        Assert.Contains("terms", stages);
        Assert.Equal(added with { Documents = null }, kept);
        // Calibration scales all of the logit, and a new head's scale is 20.
        Assert.Equal(5 * Tensor("changed", "interaction.scale", 1)[0] / 20, changed.Weight, 1e-4);
        Assert.NotEqual(5, changed.Weight, 0.01);
        Assert.Equal(kept with { Weight = changed.Weight, LengthWeight = 0.75 }, changed);
        Assert.Equal((float)changed.Weight, Tensor("changed", "lexical.weight", 1)[0]);
        float[] terms = Tensor("added", "lexical.term_weights", 0);
        Assert.Equal(terms, Tensor("changed", "lexical.term_weights", 0));
        Assert.True(terms.Max() > 1);
        Assert.Contains("| lexical match | weight 2, k1 0.9, b 0.4, L 2.0 tokens |", File.ReadAllText(Path.Combine(_folder.At("kept"), "README.md")), StringComparison.Ordinal);
        Assert.Contains("\"num_hidden_layers\": 2", File.ReadAllText(Path.Combine(_folder.At("kept"), "config.json")), StringComparison.Ordinal);

        LexicalReport Run(DistillOptions options, IProgress<DistillProgress>? progress = null) =>
            new Distiller(options).Run(progress, TestContext.Current.CancellationToken).Lexical!;

        float[] Tensor(string folder, string name, int size)
        {
            using ModelWeights weights = ModelWeights.Open(_folder.At(folder));
            var values = new float[weights.Info(name).ElementCount];
            weights.Read(name, [size == 0 ? values.Length : size], values);
            return values;
        }
    }

    [Fact]
    public void Run_LexicalForAFirstTokenReranker_SaysSo()
    {
        string start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");

        WinnowException error = Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Start = start, Lexical = 2 }).Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(start, error.Message, StringComparison.Ordinal);
        Assert.Contains("leave --lexical out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LexicalThatMakesNoSense_SaysWhatToDo()
    {
        string Message(DistillOptions options) => Assert.Throws<WinnowException>(() => new Distiller(options)).Message;

        DistillOptions options = Options("x") with { Lexical = 2 };
        foreach (double weight in (double[])[0, -1, double.NaN, 1e300, 1e-300])
            Assert.Contains("--lexical must be above 0", Message(options with { Lexical = weight }), StringComparison.Ordinal);
        Assert.Contains("--lexical-saturation must be above 0, not 0.", Message(options with { LexicalSaturation = 0 }), StringComparison.Ordinal);
        Assert.Contains("--lexical-length-weight must be from 0 to 1, not 1.5.", Message(options with { LexicalLengthWeight = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("with --lexical", Message(options with { Lexical = null, LexicalLengthWeight = 0.5 }), StringComparison.Ordinal);
        Assert.Contains("part of the interaction head", Message(options with { Head = HeadKind.FirstToken }), StringComparison.Ordinal);
        Assert.Contains("part of the interaction head", Message(options with { Head = HeadKind.None, Steps = 0 }), StringComparison.Ordinal);
        Assert.Contains("--pairs", Message(options with { Pairs = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TeacherBeside_StillLearns()
    {
        new Distiller(Options("teacher")).Run(cancellationToken: TestContext.Current.CancellationToken);

        DistillReport report = new Distiller(Options("student") with { Layers = 1, OpenLayers = 1, Teacher = _folder.At("teacher"), TeacherWeight = 0.5, LongTokens = 64 })
            .Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(Accuracy(report.Folder) > 0.6);
    }

    [Fact]
    public void Run_NoHead_WritesAnEmbedder()
    {
        DistillReport report = new Distiller(Options("embedder") with { Head = HeadKind.None, Labels = null, Steps = 0, StateSteps = 10, Layers = 2 })
            .Run(cancellationToken: TestContext.Current.CancellationToken);

        using Embedder embedder = Embedder.Load(report.Folder);
        Assert.Equal(48, embedder.Dimensions);
    }

    [Fact]
    public void Run_StatesOfAModelWithMoreLayers_BringsVectorsOfUnseenTextsNearer()
    {
        string questions = _folder.File("questions.jsonl", """{"query": "where do herons nest"}""" + "\n");
        DistillOptions states = Options("small") with { Head = HeadKind.None, Labels = null, Steps = 0, StateSteps = 10, Layers = 1, BatchTokens = 1024 };
        new Distiller(states).Run(cancellationToken: TestContext.Current.CancellationToken);

        // The start has one layer and its teacher all of them.
        new Distiller(states with
        {
            Start = _folder.At("small"),
            Output = _folder.At("better"),
            Layers = null,
            StatesFrom = Start,
            StateSteps = 60,
            StateRate = 3e-3,
            Splice = 0.8,
            Questions = [questions],
            Dev = [Unseen()],
            EvaluateEvery = 20,
        }).Run(cancellationToken: TestContext.Current.CancellationToken);

        double[] nearness = [.. File.ReadLines(_folder.At("better.training/states/log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("evaluation", out _)).Select(line => line.GetProperty("evaluation").GetDouble())];
        Assert.Equal(3, nearness.Length);
        Assert.InRange(nearness[0], 0, nearness[2]);
        Assert.InRange(nearness[2], nearness[0], 1);
    }

    [Fact]
    public void Run_StatesOfAModelWithFewerLayers_SaysSo()
    {
        DistillOptions states = Options("one") with { Head = HeadKind.None, Labels = null, Steps = 0, StateSteps = 1, Layers = 1 };
        new Distiller(states).Run(cancellationToken: TestContext.Current.CancellationToken);

        WinnowException error = Assert.Throws<WinnowException>(
            () => new Distiller(states with { Output = _folder.At("x"), Layers = null, StatesFrom = _folder.At("one") }).Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("so it has no states for all of them", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Constructor_SpliceThatIsNoShare_SaysSo(double splice) =>
        Assert.Contains("--splice", Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Splice = splice })).Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_OptionsOfStatesWithoutSteps_SaysWhatToDo() =>
        Assert.Contains("--state-steps", Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Questions = ["questions.jsonl"] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_NoHeadForAReranker_SaysSo()
    {
        string start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");

        WinnowException error = Assert.Throws<WinnowException>(
            () => new Distiller(Options("x") with { Start = start, Head = HeadKind.None, Labels = null, Steps = 0 }).Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("leave --head none out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BertReranker_LearnsOnInItsOwnShape()
    {
        string start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

        DistillReport report = new Distiller(Options("bert") with { Start = start, Labels = null, Steps = 0, StateSteps = 2, StatesFrom = start, StateRate = 0.01 })
            .Run(cancellationToken: TestContext.Current.CancellationToken);

        using ModelWeights before = ModelWeights.Open(start), after = ModelWeights.Open(report.Folder);
        const string Query = "bert.encoder.layer.0.attention.self.query.weight";
        Assert.Equal(Values(before, Query).Length, Values(after, Query).Length);
        Assert.NotEqual(Values(before, Query), Values(after, Query));

        static float[] Values(ModelWeights weights, string name)
        {
            var values = new float[weights.Info(name).ElementCount];
            weights.Read(name, [48, 48], values);
            return values;
        }
    }

    [Fact]
    public void Run_LabelsOfOtherPairs_SaysSo()
    {
        string others = _folder.File("others.jsonl", _collection.Lines(10, 9));

        WinnowException error = Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Pairs = [others] }).Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(_labels, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TeacherWithAnotherTokenizer_SaysSo()
    {
        string teacher = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");
        string changed = _folder.At("other-tokenizer");
        Directory.CreateDirectory(changed);
        foreach (string file in Directory.EnumerateFiles(teacher))
            File.WriteAllBytes(Path.Combine(changed, Path.GetFileName(file)), File.ReadAllBytes(file));
        string tokenizer = Path.Combine(changed, "tokenizer.json");
        // Two words of the collection change places in the vocabulary.
        string[] words = _collection.Query(0, 1).Split(' ');
        File.WriteAllText(
            tokenizer,
            File.ReadAllText(tokenizer).Replace($"\"{words[0]}\"", "\"?\"", StringComparison.Ordinal).Replace($"\"{words[1]}\"", $"\"{words[0]}\"", StringComparison.Ordinal)
                .Replace("\"?\"", $"\"{words[1]}\"", StringComparison.Ordinal));

        WinnowException error = Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Teacher = changed }).Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("tokenizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_StepsWithoutLabels_SaysWhatToDo() =>
        Assert.Contains("--labels", Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Labels = null })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    public void Constructor_UnknownDevice_ListsThem(string device) =>
        Assert.Contains("cuda", Assert.Throws<WinnowException>(() => new Distiller(Options("x") with { Device = device })).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    // A test collection in BEIR's layout, of other pairs than those of training.
    string Unseen()
    {
        string folder = _folder.At("unseen");
        Directory.CreateDirectory(Path.Combine(folder, "qrels"));
        int[] concepts = [.. Enumerable.Range(0, 23)];
        File.WriteAllLines(Path.Combine(folder, "corpus.jsonl"), concepts.Select(i => JsonSerializer.Serialize(new { _id = $"d{i}", text = _collection.Document(i, i + 1) })));
        File.WriteAllLines(Path.Combine(folder, "queries.jsonl"), concepts.Select(i => JsonSerializer.Serialize(new { _id = $"q{i}", text = _collection.Query(i, i + 1) })));
        File.WriteAllLines(Path.Combine(folder, "qrels", "test.tsv"), ["query-id\tcorpus-id\tscore", .. concepts.Select(i => $"q{i}\td{i}\t1")]);
        return folder;
    }

    // How often the document with both concepts comes before ten others, of which half have one of the two.
    double Accuracy(string folder)
    {
        using Reranker reranker = Reranker.Load(folder, new EngineOptions { Precision = Precision.Float32 });
        var random = new Random(77);
        int right = 0;
        const int Queries = 60;
        for (int i = 0; i < Queries; i++)
        {
            int[] concepts = [.. Enumerable.Range(0, 24).OrderBy(_ => random.Next())];
            List<string> documents = [_collection.Document(concepts[0], concepts[1])];
            for (int other = 2; other < 12; other++)
                documents.Add(_collection.Document(concepts[other % 2 == 0 ? 0 : other + 5], concepts[other]));
            right += reranker.Rerank(_collection.Query(concepts[0], concepts[1]), documents)[0].Index == 0 ? 1 : 0;
        }

        return (double)right / Queries;
    }

    sealed class At(Action<DistillProgress> act) : IProgress<DistillProgress>
    {
        public void Report(DistillProgress value) => act(value);
    }
}

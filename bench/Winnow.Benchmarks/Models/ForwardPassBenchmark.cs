using BenchmarkDotNet.Attributes;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Scoring;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Benchmarks.Models;

/// <summary>Pairs a second from token ids to logits, without tokenization: the number that other engines are compared by.</summary>
[MemoryDiagnoser]
public class ForwardPassBenchmark
{
    const int Pairs = 32;

    ShapeFolder _folder = null!;
    InferenceEngine _engine = null!;
    Encoding[] _sequences = [];

    public static IEnumerable<string> Shapes => ModelShape.All.Select(shape => shape.Name);

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = ModelShape.Turbo.Name;

    [Params(64, 128, 512)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [Params(Precision.Float32, Precision.BFloat16, Precision.Int8)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = new ShapeFolder(ModelShape.All.Single(shape => shape.Name == Shape));
        _engine = new InferenceEngine(LoadedModel.Load(_folder.Path, Precision), Threads, typeof(Reranker));
        _sequences = RandomSequences.Create([.. Enumerable.Repeat(Tokens, Pairs)], _engine.Model.Tokenizer.VocabularySize);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Pairs)]
    public float[] Score() => _engine.Run(_sequences, null, CancellationToken.None);
}

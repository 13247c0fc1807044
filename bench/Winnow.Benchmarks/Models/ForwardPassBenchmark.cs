using BenchmarkDotNet.Attributes;

using Winnow.Models;
using Winnow.Scoring;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Benchmarks.Models;

/// <summary>Pairs a second from token ids to logits, without tokenization: the number that other engines are compared by.</summary>
[MemoryDiagnoser]
public class ForwardPassBenchmark
{
    const int Pairs = 32;

    InferenceEngine _engine = null!;
    Encoding[] _sequences = [];

    [Params(BenchmarkShapes.Turbo, BenchmarkShapes.Tiny)]
    public string Shape { get; set; } = BenchmarkShapes.Turbo;

    [Params(64, 128, 512)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [Params(Precision.Float32, Precision.Int8)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _engine = new InferenceEngine(LoadedModel.Load(BenchmarkShapes.Folder(Shape), Precision), Threads, typeof(Reranker));
        var random = new Random(1);
        _sequences = new Encoding[Pairs];
        for (int i = 0; i < Pairs; i++)
        {
            int[] ids = new int[Tokens];
            for (int j = 0; j < Tokens; j++)
                ids[j] = random.Next(1000, 30_000);
            _sequences[i] = new Encoding(ids, new int[Tokens]);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _engine.Dispose();

    [Benchmark(OperationsPerInvoke = Pairs)]
    public float[] Score() => _engine.Run(_sequences, null, CancellationToken.None);
}

using Winnow.Server.Batching;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Tests.Fakes;

/// <summary>Makes jobs of pairs of given lengths for the tiny model.</summary>
static class Jobs
{
    public static ServedModel Model(string name = "bert", int threads = 2) =>
        new(name, Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32, Threads = threads }), owned: true);

    public static ScoringJob Of(ServedModel model, params int[] lengths) => new(model, Pairs(lengths), null, CancellationToken.None);

    /// <summary>Pairs of ordinary tokens.</summary>
    public static Encoding[] Pairs(params int[] lengths) => [.. lengths.Select(length => new Encoding([.. Enumerable.Range(0, length).Select(i => 5 + (i % 40))], new int[length]))];
}

using Winnow.Tests.Models;

namespace Winnow.Tests.Legs;

/// <summary>The tests of numbers, once for each kernel of this machine.</summary>
/// <remarks>
/// With <c>WINNOW_LEGS=whole</c> each leg runs all tests of this program, and there is a leg for each instruction set switched off, too; <c>eng/test-legs</c> does that. Legs come one after the other when all other tests
/// are done: each uses all processors.
/// </remarks>
[Collection(nameof(LegTests))]
[CollectionDefinition(nameof(LegTests), DisableParallelization = true)]
public class LegTests
{
    static readonly bool Whole = Environment.GetEnvironmentVariable("WINNOW_LEGS") == "whole";

    // Whatever runs on the kernel in use. Most kernels' own tests take every kernel by its name, in every process.
    static readonly Type[] EndToEnd =
    [
        typeof(EmbedderTests), typeof(GoldenModelTests), typeof(Int8RerankerTests), typeof(InteractionRerankerTests), typeof(InteractionTermsTests), typeof(LateRerankerTests), typeof(LexicalRerankerTests),
        typeof(PreparedDocumentsTests), typeof(RealWeightsTests), typeof(RerankerTests),
    ];

    // A fifth of a short leg's time, for what no kernel changes.
    static readonly string[] SameOnEveryKernel = [$"{typeof(RerankerTests).FullName}.{nameof(RerankerTests.RerankAsync_ConcurrentCalls_EachGetTheirOwnResults)}"];

    // Minutes each where matrix products are plain code. Golden models, which are tiny, take the same paths.
    static readonly string[] MinutesInPlainCode =
    [
        $"{typeof(Int8RerankerTests).FullName}.{nameof(Int8RerankerTests.Score_ShippedModel_StaysNearFloat32)}",
        $"{typeof(LongDocumentTests).FullName}.{nameof(LongDocumentTests.Rerank_AnswerAnywhereInLongDocument_RightOneWins)}",
        $"{typeof(RealWeightsTests).FullName}.{nameof(RealWeightsTests.Score_FirstTokenReranker_EqualsTheReference)}",
        .. SameOnEveryKernel,
    ];

    // A kernel that would be chosen anyhow has its tests in this process. Switches take minutes more: the compiler then spells out every vector operation.
    public static TheoryData<string> Legs => [.. Leg.All.Where(leg => Whole || leg.ChangesKernel).Select(leg => leg.Name)];

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Run_Leg_AllTestsPass(string name)
    {
        Leg leg = Leg.All.Single(leg => leg.Name == name);
        LegRun run = await LegRun.StartAsync(leg, [.. Classes()], leg.IsPlainCode ? MinutesInPlainCode : Whole ? [] : SameOnEveryKernel, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"leg {run.Summary}");
        Assert.True(run.Problems.Count == 0, run.Report);
    }

    static IEnumerable<Type> Classes()
    {
        IEnumerable<Type> all = LegRun.TestClasses.Where(one => one.Namespace != typeof(LegTests).Namespace);
        return Whole ? all : EndToEnd;
    }
}

using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>How far a distillation is.</summary>
/// <param name="Stage">What is done: <c>texts</c>, <c>states</c>, <c>terms</c>, <c>center</c> or <c>ranking</c>.</param>
/// <param name="Step">The place within the stage.</param>
public readonly record struct DistillProgress(string Stage, StepProgress Step);

/// <summary>What a distillation made.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="DevNames">The test collections that chose the checkpoint.</param>
/// <param name="DevNdcg">nDCG@10 of each, reranking its candidates.</param>
public sealed record DistillReport(string Folder, IReadOnlyList<string> DevNames, IReadOnlyList<double> DevNdcg)
{
    /// <summary>Gets the lexical match of the head, or null where it has none.</summary>
    public LexicalReport? Lexical { get; init; }

    /// <summary>Gets the late interaction of the head, or null where it has none.</summary>
    public LateInteractionReport? LateInteraction { get; init; }
}

namespace Winnow.Evaluation.Beir;

/// <summary>How far an evaluation is.</summary>
/// <param name="Step">What is being done, for instance <c>scifact, first stage bm25</c>; progress counts anew with each step.</param>
/// <param name="Unit">What is counted, in the plural.</param>
/// <param name="Done">What is done of the step.</param>
/// <param name="Total">The whole of the step. What a cache gave is not part of it.</param>
public readonly record struct BeirProgress(string Step, string Unit, int Done, int Total);

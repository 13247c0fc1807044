namespace Winnow.Training;

/// <summary>How far a long job of training is.</summary>
/// <param name="Step">What is being done, for instance <c>documents by e5-small-v2</c>; progress counts anew with each step.</param>
/// <param name="Unit">What is counted, in the plural.</param>
/// <param name="Done">What is done of the step; what a cache gave counts as done.</param>
/// <param name="Total">The whole of the step.</param>
public readonly record struct TrainingProgress(string Step, string Unit, int Done, int Total);

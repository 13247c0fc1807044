namespace Winnow.Training.Steps;

/// <summary>How far a training is.</summary>
/// <param name="Step">The steps that are done, or texts where texts are counted.</param>
/// <param name="Steps">All of them.</param>
/// <param name="Loss">The loss, averaged over the last steps, or null where texts are counted and nothing is learned.</param>
/// <param name="TokensPerSecond">The tokens read in a second since the training began or went on.</param>
public readonly record struct StepProgress(int Step, int Steps, double? Loss, double TokensPerSecond);

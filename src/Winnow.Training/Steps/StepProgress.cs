namespace Winnow.Training.Steps;

/// <summary>How far a training is.</summary>
/// <param name="Step">The steps that are done.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The loss, averaged over the last steps.</param>
/// <param name="TokensPerSecond">The tokens read in a second since the training began or went on.</param>
public readonly record struct StepProgress(int Step, int Steps, double Loss, double TokensPerSecond);

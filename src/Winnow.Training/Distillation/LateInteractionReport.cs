namespace Winnow.Training.Distillation;

/// <summary>The late interaction of a student's head (docs/interaction.md).</summary>
/// <param name="Weight">Its weight in the logit, trained and calibrated.</param>
/// <param name="Tokens">The tokens whose mean state its center is, or null where the center is the start's.</param>
public sealed record LateInteractionReport(double Weight, long? Tokens);

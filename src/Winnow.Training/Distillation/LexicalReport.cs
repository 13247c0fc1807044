namespace Winnow.Training.Distillation;

/// <summary>The lexical match of a student's head (docs/interaction.md).</summary>
/// <param name="Weight">Its weight in the logit, trained and calibrated.</param>
/// <param name="Saturation">How soon more of a token counts no more, k1.</param>
/// <param name="LengthWeight">What the length of a document counts, b.</param>
/// <param name="Length">The length that counts as usual, in tokens, L.</param>
/// <param name="Documents">The documents over which the term weights were counted, or null where the start had them.</param>
public sealed record LexicalReport(double Weight, double Saturation, double LengthWeight, double Length, int? Documents);

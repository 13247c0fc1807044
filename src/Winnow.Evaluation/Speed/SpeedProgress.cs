namespace Winnow.Evaluation.Speed;

/// <summary>How far a benchmark is.</summary>
/// <param name="Done">The measurements done so far.</param>
/// <param name="Fraction">The part of the whole time that they stand for, 0 to 1.</param>
public readonly record struct SpeedProgress(int Done, double Fraction);

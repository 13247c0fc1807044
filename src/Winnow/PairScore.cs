namespace Winnow;

/// <summary>The relevance of one pair.</summary>
/// <param name="Logit">The raw output of the model's head. Never NaN.</param>
/// <param name="Score">The logit after the model's activation.</param>
public readonly record struct PairScore(float Logit, float Score);

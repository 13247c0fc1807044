namespace Winnow.Evaluation.Beir;

/// <summary>A query of a data set.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Text">Its text.</param>
public readonly record struct BeirQuery(string Id, string Text);

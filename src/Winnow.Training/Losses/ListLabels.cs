namespace Winnow.Training.Losses;

/// <summary>What a list is ordered by for a loss that can learn from either.</summary>
public enum ListLabels
{
    /// <summary>The grades of the judgements.</summary>
    Relevance,

    /// <summary>The scores of the teacher.</summary>
    Teacher,
}

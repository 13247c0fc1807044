namespace Winnow.Training.Mining;

/// <summary>What mining found, to be looked at before hours are spent on it.</summary>
public sealed record MiningSummary
{
    /// <summary>Gets the number of queries that were mined.</summary>
    public required int Queries { get; init; }

    /// <summary>Gets the number of candidates of all queries, positives included.</summary>
    public required int Candidates { get; init; }

    /// <summary>Gets the number of positives among them.</summary>
    public required int Positives { get; init; }

    /// <summary>Gets the number of queries that have no other candidate than positives.</summary>
    public required int QueriesWithoutNegatives { get; init; }

    /// <summary>Gets how many places in the rankings, to the depth that was read, were dropped as near-duplicates of a positive.</summary>
    public required long NearDuplicates { get; init; }

    /// <summary>Gets how many were dropped as likely answers.</summary>
    public required long LikelyPositives { get; init; }

    /// <summary>Gets how many places were read in all, positives not counted.</summary>
    public required long Ranked { get; init; }

    /// <summary>Gets for each first stage its name and the part of the queries whose own positive is among its first ten, and within the depth.</summary>
    public required IReadOnlyList<(string Stage, double InTen, double InDepth)> Stages { get; init; }
}

namespace Winnow.Training.Labelling;

/// <summary>What labelling found.</summary>
public sealed record LabelSummary
{
    /// <summary>Gets the number of queries that have candidates.</summary>
    public required int Queries { get; init; }

    /// <summary>Gets the number of candidates.</summary>
    public required int Candidates { get; init; }

    /// <summary>Gets the part of the queries in which no other candidate has a higher label than some positive.</summary>
    public required double PositiveFirst { get; init; }

    /// <summary>Gets for each teacher its name, its weight, the mean and the standard deviation of its scores, and the part of the queries in which it puts a positive first.</summary>
    public required IReadOnlyList<(string Name, double Weight, double Mean, double Deviation, double PositiveFirst)> Teachers { get; init; }
}

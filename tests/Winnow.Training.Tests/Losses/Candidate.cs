namespace Winnow.Training.Tests.Losses;

sealed record Candidate(double Score, double Teacher, double Relevance);

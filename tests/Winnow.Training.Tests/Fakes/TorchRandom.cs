namespace Winnow.Training.Tests.Fakes;

/// <summary>Tests that draw from torch's random numbers, of which a process has one sequence: they run after each other.</summary>
[CollectionDefinition(Name)]
public sealed class TorchRandom
{
    public const string Name = "torch's random numbers";
}

namespace Winnow.Cli.Tests.Commands.Training;

/// <summary>Tests that compute with TorchSharp, beside which no other test runs: it does not hold the numbers that it passes to native code, and a collection that another thread sets off may free them (docs/training.md).</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UsesTorch
{
    public const string Name = "torch";
}

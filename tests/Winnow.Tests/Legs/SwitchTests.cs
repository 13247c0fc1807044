namespace Winnow.Tests.Legs;

/// <summary>What the child process of a leg asserts about itself; explicit, since it has no meaning outside of a leg.</summary>
public class SwitchTests
{
    [Fact(Explicit = true)]
    public void InForce_InALeg_IsWhatTheLegSays()
    {
        // In one piece: Assert.Equal shortens long texts.
        (string? expected, string actual) = (Environment.GetEnvironmentVariable(Leg.ExpectedVariable), KernelFacts.InForce.ToString());
        Assert.True(expected == actual, $"The leg says {expected}, the process has {actual}.");
    }
}

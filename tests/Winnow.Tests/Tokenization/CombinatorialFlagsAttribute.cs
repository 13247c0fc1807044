using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Winnow.Tests.Tokenization;

/// <summary>Every combination of a test's truth values.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class CombinatorialFlagsAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        int flags = testMethod.GetParameters().Length;
        var rows = new List<ITheoryDataRow>();
        for (int bits = 0; bits < 1 << flags; bits++)
            rows.Add(new TheoryDataRow([.. Enumerable.Range(0, flags).Select(flag => (object)((bits >> flag & 1) == 1))]));
        return new(rows);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}

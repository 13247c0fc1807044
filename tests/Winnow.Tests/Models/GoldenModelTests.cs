using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models;

/// <summary>The engine's logits and embeddings against those of Hugging Face's own implementations, from the same token ids.</summary>
public class GoldenModelTests
{
    // The reference computes in float32 too; both round, in different orders.
    const double Tolerance = 1e-4;

    public static TheoryData<string> Names => [.. GoldenFolders.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_GoldenCases_EqualTheReference(string name)
    {
        IReadOnlyList<GoldenCase> cases = GoldenFolders.Cases(name);
        using var model = new ModelUnderTest(GoldenFolders.Folder(name));
        float[][] results = model.Run([.. cases.Select(golden => (golden.Ids, golden.Types))]);
        double worst = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            Assert.Equal(cases[i].Expected.Length, results[i].Length);
            for (int j = 0; j < results[i].Length; j++)
                worst = Math.Max(worst, Math.Abs(results[i][j] - cases[i].Expected[j]));
        }

        Assert.True(worst < Tolerance, $"{name}: the largest difference is {worst:E2}.");
    }
}

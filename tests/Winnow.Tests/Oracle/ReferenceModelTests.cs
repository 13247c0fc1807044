namespace Winnow.Tests.Oracle;

/// <summary>The oracle against the numbers that transformers and sentence-transformers gave for the golden folders.</summary>
public class ReferenceModelTests(ITestOutputHelper output)
{
    /// <summary>
    /// The golden numbers come from float32 arithmetic; the largest deviation seen is 4.7e-6 (jina-bert-int8), the others
    /// stay under 3e-6, and embeddings under 3e-7. Of the wrong readings tried one by one, the nearest were a LayerNorm
    /// module with another epsilon (3e-5) and the tanh form of GELU (9e-5 and more in every folder).
    /// </summary>
    const double Tolerance = 1e-5;

    public static TheoryData<string> Folders => [.. GoldenFolders.Names];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Load_GoldenFolder_AgreesWithTheReferenceImplementation(string name)
    {
        ReferenceModel model = ReferenceModel.Load(GoldenFolders.Folder(name));
        double worst = 0;
        foreach (GoldenCase c in GoldenFolders.Cases(name))
        {
            double[] actual = c.IsEmbedding ? model.Embedding(c.Ids, c.Types) : [model.Logit(c.Ids, c.Types)];
            Assert.Equal(c.Expected.Length, actual.Length);
            worst = Math.Max(worst, c.Expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max());
        }
        output.WriteLine($"{name}: largest deviation {worst:e2}");
        Assert.True(worst < Tolerance, $"{name}: largest deviation {worst:e2}");
    }
}

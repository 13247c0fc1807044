using TorchSharp;
using Winnow.Training.Modules;
using Winnow.Training.Native;

namespace Winnow.Training.Tests.Modules;

public class UncoveredTokensTests
{
    [Fact]
    public void Compute_StatesByHand_GivesTheFormula()
    {
        _ = LibTorch.Version;
        using var scope = torch.NewDisposeScope();
        // Around the center (1, 1): the query looks right and up; the first document right and slantwise, the second has no text.
        torch.Tensor query = torch.tensor([9f, 9f, 3, 1, 1, 2], [1, 3, 2]).repeat(2, 1, 1), queryText = torch.tensor([0f, 1, 1], [1, 3]).repeat(2, 1);
        torch.Tensor document = torch.tensor([6f, 1, 5, 5, 1, 7], [1, 3, 2]).repeat(2, 1, 1), documentText = torch.tensor([1f, 1, 0, 0, 0, 0], [2, 3]);

        float[] uncovered = ParameterSet.Values(UncoveredTokens.Compute(query, queryText, document, documentText, torch.tensor([1f, 1])));

        double up = 1 - Math.Sqrt(0.5);
        Assert.Equal(up * up / 2, uncovered[0], 1e-6);
        Assert.Equal(1, uncovered[1], 1e-6);
        // What looks right counts three times as much.
        Assert.Equal(up * up / 4, ParameterSet.Values(UncoveredTokens.Compute(query, queryText * torch.tensor([0f, 1.5f, 0.5f]), document, documentText, torch.tensor([1f, 1])))[0], 1e-6);
    }

    [Fact]
    public void Compute_QueryWithoutText_GivesZero()
    {
        _ = LibTorch.Version;
        using var scope = torch.NewDisposeScope();

        float[] uncovered = ParameterSet.Values(UncoveredTokens.Compute(torch.ones(1, 2, 3), torch.zeros(1, 2), torch.ones(1, 2, 3), torch.ones(1, 2), torch.zeros(3)));

        Assert.Equal([0], uncovered);
    }

    [Fact]
    public void TextMask_PromptsAndPadding_CountsTextAlone()
    {
        _ = LibTorch.Version;
        using var scope = torch.NewDisposeScope();

        int[][] sequences = [[1, 7, 8, 5, 6, 2], [1, 7, 8, 2], [1, 7, 2]];
        float[] mask = ParameterSet.Values(UncoveredTokens.TextMask(sequences, [7, 8], [], 8, torch.CPU));
        float[] counts = ParameterSet.Values(UncoveredTokens.TextMask(sequences, [7, 8], [9, 9, 9, 9, 9, 0.5f, 3, 2], 8, torch.CPU));

        // The last was cut within its prompt, and counts as it stands.
        Assert.Equal([0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], mask);
        Assert.Equal([0, 0, 0, 0.5f, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], counts);
    }
}

using Winnow.Evaluation.Speed.Measures;
using Winnow.Models;

namespace Winnow.Evaluation.Tests.Speed.Measures;

public sealed class OperationCountTests
{
    // H = 48 and I = 96, three layers: H * H = 2304, H * I = 4608.
    const int SquareHH = 48 * 48, AcrossHI = 48 * 96;

    [Fact]
    public void MultiplyAdds_GatedModelByHand_SavesInTheLastLayer()
    {
        using LoadedModel model = LoadedModel.Load(GoldenFolder.Of("jina-bert-int8"), Precision.Float32);
        // Ten tokens: query, key, value, output and three matrices of the gated part for each; 48 products for each score and as many for each sum.
        const long Full = 10 * (4 * SquareHH + 3 * AcrossHI) + 2 * 48 * 10 * 10;
        // One query through the query's, key's, value's and output's matrices and the gated part; each of twelve heads sees ten whole vectors twice.
        const long Last = 4 * SquareHH + 3 * AcrossHI + 2 * 12 * 48 * 10;
        Assert.Equal(240_000, Full);
        Assert.Equal(34_560, Last);

        Assert.Equal(2 * Full + Last, OperationCount.MultiplyAdds(model.Encoder, firstTokensOnly: true, 10));
        Assert.Equal(3 * Full, OperationCount.MultiplyAdds(model.Encoder, firstTokensOnly: false, 10));
    }

    [Fact]
    public void MultiplyAdds_SeveralSequences_AreCountedEachForItself()
    {
        using LoadedModel model = LoadedModel.Load(GoldenFolder.Of("jina-bert-int8"), Precision.Float32);
        Assert.Equal(
            OperationCount.MultiplyAdds(model.Encoder, true, 10) + OperationCount.MultiplyAdds(model.Encoder, true, 3),
            OperationCount.MultiplyAdds(model.Encoder, true, 10, 3));
    }

    [Fact]
    public void MultiplyAdds_ModelWithoutGate_HasTwoMatrices()
    {
        using LoadedModel model = LoadedModel.Load(GoldenFolder.Of("bert"), Precision.Float32);
        Assert.Equal(3 * (10 * (4 * SquareHH + 2 * AcrossHI) + 2 * 48 * 100), OperationCount.MultiplyAdds(model.Encoder, false, 10));
    }

    [Fact]
    public void MultiplyAdds_LocalAttention_CountsTheKeysInTheWindow()
    {
        // Layers 0 and 3 are global, 1 and 2 see 8 keys to each side; I = 64, gated.
        using LoadedModel model = LoadedModel.Load(GoldenFolder.Of("modernbert-cls"), Precision.Float32);
        const int Length = 40;
        long local = 0;
        for (int query = 0; query < Length; query++)
            local += Math.Min(Length - 1, query + 8) - Math.Max(0, query - 8) + 1;
        long linear = Length * (4 * SquareHH + 3 * 48 * 64);
        Assert.Equal(4 * linear + 2 * 48 * (2 * Length * Length + 2 * local), OperationCount.MultiplyAdds(model.Encoder, false, Length));
    }
}

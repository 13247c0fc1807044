using TorchSharp.Modules;
using Winnow.Training.Optimization;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Optimization;

public class ParameterGroupsTests
{
    [Fact]
    public void ForAdamW_LinearAndNorm_DecaysTheMatrixOnly()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(nn.Linear(3, 2), nn.LayerNorm(2));
        IReadOnlyList<AdamW.ParamGroup> groups = ParameterGroups.ForAdamW(model.parameters(), 0.25);
        Assert.Equal([1, 3], groups.Select(group => group.Parameters.Count()));

        // With gradients of 0 only the decay moves anything: p · (1 − 0.1 · 0.25).
        float[][] before = [.. model.parameters().Select(parameter => parameter.data<float>().ToArray())];
        using var optimizer = optim.AdamW(groups, lr: 0.1);
        (model.forward(ones(1, 3)) * 0).sum().backward();
        optimizer.step();
        Assert.Equal(0.1, optimizer.ParamGroups.First().LearningRate);
        foreach ((Parameter parameter, float[] old) in model.parameters().Zip(before))
        {
            double kept = parameter.dim() > 1 ? 0.975 : 1;
            Assert.All(parameter.data<float>().ToArray().Zip(old), pair => Assert.Equal(pair.Second * kept, pair.First, 1e-6));
        }
    }

    [Fact]
    public void ForAdamW_FrozenParameters_AreLeftOut()
    {
        using var scope = NewDisposeScope();
        Parameter matrix = new(ones(2, 2), requires_grad: false);
        Parameter bias = new(ones(2));
        AdamW.ParamGroup group = Assert.Single(ParameterGroups.ForAdamW([matrix, bias], 0.01));
        Assert.Same(bias, Assert.Single(group.Parameters));
        Assert.Equal(0, group.Options.weight_decay);
    }

    [Fact]
    public void ForAdamW_NegativeDecay_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => ParameterGroups.ForAdamW([], -1));
}

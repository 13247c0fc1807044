using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class RankingLossesTests
{
    [Theory]
    [InlineData("kl:1,infonce:0.3,marginmse:0.1", "kl:1,infonce:0.3,marginmse:0.1")]
    [InlineData(" MSE ", "mse:1")]
    [InlineData("kl(temperature=2):1", "kl(temperature=2):1")]
    [InlineData("kl(temperature = 2, teacherTemperature=4), bce (positiveWeight=5) : 0.5", "kl(temperature=2,teachertemperature=4):1,bce(positiveweight=5):0.5")]
    [InlineData("lambda(labels=Teacher,grades=3,mu=5,sigma=2)", "lambda(labels=teacher,mu=5,sigma=2,grades=3):1")]
    [InlineData("listnet(labels=relevance),ranknet(sigma=0.5)", "listnet(labels=relevance):1,ranknet(sigma=0.5):1")]
    [InlineData("kl()", "kl:1")]
    [InlineData("infonce(temperature=1):1e-5", "infonce:1e-05")]
    public void Parse_Losses_ReadsNamesParametersAndWeights(string text, string name)
    {
        WeightedLoss loss = RankingLosses.Parse(text);
        Assert.Equal(name, loss.Name, ignoreCase: true);
        Assert.Equal(loss.Name, RankingLosses.Parse(loss.Name).Name);
    }

    [Theory]
    [InlineData("hinge", "The loss 'hinge' does not exist. There are mse, marginmse, ranknet(sigma), listnet(labels, temperature), kl(temperature, teachertemperature), lambda(labels, mu, sigma, grades), "
        + "infonce(temperature), bce(positiveweight); separate several with commas, and give a weight after a colon, as in kl(temperature=2):1,infonce:0.3.")]
    [InlineData("kl(temperature=2", "The loss 'kl(temperature=2' does not exist. There are mse, ")]
    [InlineData("", "The losses '' lack a name at a comma. There are mse, ")]
    [InlineData("kl,,mse", "The losses 'kl,,mse' lack a name at a comma. There are mse, ")]
    [InlineData("kl:much", "The loss 'kl:much' has 'much' as the weight, which must be a number above 0.")]
    [InlineData("kl:0", "The loss 'kl:0' has '0' as the weight, which must be a number above 0.")]
    [InlineData("kl:", "The loss 'kl:' has '' as the weight, which must be a number above 0.")]
    [InlineData("kl(sigma=1)", "The loss 'kl(sigma=1)' has 'sigma=1' in its brackets; kl takes temperature=, teachertemperature=.")]
    [InlineData("kl(2)", "The loss 'kl(2)' has '2' in its brackets; kl takes temperature=, teachertemperature=.")]
    [InlineData("mse(temperature=1)", "The loss 'mse(temperature=1)' has 'temperature=1' in its brackets; mse takes no parameters.")]
    [InlineData("kl(temperature=-1)", "The loss 'kl(temperature=-1)' has '-1' as temperature, which must be a number above 0.")]
    [InlineData("kl(temperature=1,temperature=2)", "The loss 'kl(temperature=1,temperature=2)' has temperature more than once.")]
    [InlineData("lambda(labels=grades)", "The loss 'lambda(labels=grades)' has 'grades' as labels, which must be teacher or relevance.")]
    public void Parse_NotALoss_SaysWhatThereIs(string text, string message)
        => Assert.StartsWith(message, Assert.Throws<WinnowException>(() => RankingLosses.Parse(text)).Message, StringComparison.Ordinal);
}

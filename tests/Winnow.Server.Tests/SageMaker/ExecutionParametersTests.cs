using Winnow.Server.SageMaker;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.SageMaker;

public sealed class ExecutionParametersTests
{
    [Fact]
    public async Task Get_Defaults_AreThoseOfSageMaker()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.GetAsync(server.Client, "/execution-parameters");

        Assert.Equal((200, """{"MaxConcurrentTransforms":8,"BatchStrategy":"MULTI_RECORD","MaxPayloadInMB":6}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Get_Settings_AreTold()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.SageMaker.MaxConcurrentTransforms = 2;
            options.SageMaker.BatchStrategy = SageMakerBatchStrategy.SingleRecord;
            options.SageMaker.MaxPayloadMegabytes = 50;
        });

        HttpAnswer answer = await HttpAnswer.GetAsync(server.Client, "/execution-parameters");

        Assert.Equal("""{"MaxConcurrentTransforms":2,"BatchStrategy":"SINGLE_RECORD","MaxPayloadInMB":50}""", answer.Text);
    }
}

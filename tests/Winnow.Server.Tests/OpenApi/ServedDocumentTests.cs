using System.Text.Json.Nodes;
using Winnow.Server.Tests.Fakes;
using Xunit.Sdk;

namespace Winnow.Server.Tests.OpenApi;

// What the document's own tests lean on.
public sealed class ServedDocumentTests
{
    [Theory]
    [InlineData("""[{"index":0,"score":1}]""", true)]
    [InlineData("""[{"index":0,"score":"1"}]""", false)]
    [InlineData("""[{"index":0}]""", false)]
    [InlineData("""[{"index":0,"score":1,"surprise":true}]""", false)]
    public async Task Check_Value_FindsWhatTheSchemaDoesNotHave(string value, bool good)
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);
        JsonNode schema = JsonNode.Parse("""{"$ref":"#/components/schemas/TeiAnswer"}""")!;

        Exception? error = Record.Exception(() => document.Check(schema, JsonNode.Parse(value)!, "value"));

        Assert.Equal(good, error is null);
        Assert.True(error is null or TrueException);
    }
}

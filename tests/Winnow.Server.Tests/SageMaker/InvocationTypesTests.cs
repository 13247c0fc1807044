using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.SageMaker;

namespace Winnow.Server.Tests.SageMaker;

public sealed class InvocationTypesTests
{
    [Theory]
    [InlineData(null, "json")]
    [InlineData("application/json", "json")]
    [InlineData("application/json; charset=utf-8", "json")]
    [InlineData("Application/JSONLines", "lines")]
    [InlineData("application/x-ndjson", "lines")]
    [InlineData("application/jsonl", "lines")]
    [InlineData("text/csv; header=absent", "csv")]
    public void OfBody_Type_IsKnown(string? type, string expected)
    {
        Assert.Equal(expected, InvocationTypes.OfBody(Request(type, null)).ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("json", null, null, "application/json")]
    [InlineData("json", "*/*", null, "application/json")]
    [InlineData("json", "application/*", null, "application/json")]
    [InlineData("json", "application/json; charset=utf-8", null, "application/json")]
    [InlineData("json", "text/csv, application/json;q=0.5", null, "application/json")]
    [InlineData("json", "application/json;q=0.5, application/jsonlines", null, "application/jsonlines")]
    [InlineData("json", "*/*, application/jsonlines", null, "application/jsonlines")]
    [InlineData("json", "*/*", "application/jsonlines", "application/jsonlines")]
    [InlineData("json", "application/json", "application/jsonlines", "application/json")]
    [InlineData("lines", null, null, "application/jsonlines")]
    [InlineData("lines", "*/*", "application/json", "application/json")]
    [InlineData("lines", "application/x-ndjson", null, "application/x-ndjson")]
    [InlineData("csv", null, null, "application/json")]
    [InlineData("csv", "application/jsonlines", null, "application/jsonlines")]
    public void OfAnswer_Accept_GetsTheBestThatThereIs(string input, string? accept, string? usual, string expected)
    {
        Assert.Equal(expected, InvocationTypes.OfAnswer(Request(null, accept), Enum.Parse<InvocationInput>(input, ignoreCase: true), usual));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json;q=0")]
    [InlineData("text/*")]
    public void OfAnswer_NothingThatThereIs_IsRefused(string accept)
    {
        ApiException error = Assert.Throws<ApiException>(() => InvocationTypes.OfAnswer(Request(null, accept), InvocationInput.Csv, null));

        Assert.Equal(ApiFault.NotAcceptable, error.Fault);
        Assert.Contains($"'{accept}'", error.Message, StringComparison.Ordinal);
    }

    static HttpRequest Request(string? type, string? accept)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = type;
        context.Request.Headers.Accept = accept;
        return context.Request;
    }
}

using System.Text.Json;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Tests.Dialects;

public sealed class DocumentsTests
{
    [Theory]
    [InlineData("""["a"]""", "a")]
    [InlineData("""[{"text":"a","title":"b"}]""", "a")]
    [InlineData("""[{"title":"b","year":1999,"author":null}]""", "title: b\nyear: 1999")]
    [InlineData("""[{"text":null,"title":"b"}]""", "title: b")]
    [InlineData("""[{"image":"a.png","title":"b"}]""", "image: a.png\ntitle: b")]
    public void Read_AllFields_ReadsTextOrElseAll(string documents, string expected)
    {
        CallDocument[] read = Read(documents, allFields: true);

        Assert.Equal(expected, Assert.Single(read).Text);
    }

    [Theory]
    [InlineData("""[{}]""")]
    [InlineData("""[{"title":null}]""")]
    [InlineData("""[{"image":"a.png"}]""")]
    public void Read_AllFieldsButNone_SaysThatTheTextIsMissing(string documents)
    {
        ApiException error = Assert.Throws<ApiException>(() => Read(documents, allFields: true));

        Assert.Equal("The field 'documents[0].text' is missing.", error.Message);
    }

    [Fact]
    public void Read_TextAlone_DoesNotReadOtherFields()
    {
        ApiException error = Assert.Throws<ApiException>(() => Read("""["a",{"title":"b"}]""", allFields: false));

        Assert.Equal("The field 'documents[1].text' is missing.", error.Message);
    }

    static CallDocument[] Read(string documents, bool allFields)
    {
        JsonElement body = JsonDocument.Parse($$"""{"documents":{{documents}}}""").RootElement;
        return Documents.Read(new JsonFields(body), "documents", allFields: allFields);
    }
}

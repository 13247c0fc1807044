using System.Text.Json;
using CsCheck;
using Winnow.Server.Http;
using Winnow.Server.SageMaker;

namespace Winnow.Server.Tests.SageMaker;

public sealed class CsvRowTests
{
    static readonly Gen<string> _text = Gen.String[Gen.Char[",\"\\[]{ abcdefghé\u4e2d"], 1, 12].Where(text => !string.IsNullOrWhiteSpace(text));

    [Theory]
    [InlineData("""id-1,where is it,[{\"text\": \"here\"}\, {\"text\": \"there\"}],2""", "id-1", "where is it", "here|there", 2)]
    [InlineData(@"""id-1"",""where is it"",""[{\""""text\"""": \""""here\""""}\"","" {\""""text\"""": \""""there\""""}]"",""2""", "id-1", "where is it", "here|there", 2)]
    [InlineData("""id-1,where is it,"[{""text"": ""here, or""}, ""there""]",2""", "id-1", "where is it", "here, or|there", 2)]
    [InlineData("""id-1,where is it,"[{\"text\": \"here, or\"}, \"there\"]",2""", "id-1", "where is it", "here, or|there", 2)]
    [InlineData("""id-1,where is it,[{"text": "here, or"}, "there"],2""", "id-1", "where is it", "here, or|there", 2)]
    [InlineData("""id-1,where is it,[{\"text\": \"here, or\"}, \"there\"],2""", "id-1", "where is it", "here, or|there", 2)]
    [InlineData(""""id-1,"where, ""it""",["a"]"""", "id-1", "where, \"it\"", "a", null)]
    [InlineData("""id-1,where\, it,["a"],""", "id-1", "where, it", "a", null)]
    [InlineData("""where is it,["a"],1""", null, "where is it", "a", 1)]
    [InlineData("""where is it,["a"]""", null, "where is it", "a", null)]
    [InlineData("""id-1,[draft] of it,["a"],1""", "id-1", "[draft] of it", "a", 1)]
    [InlineData("""id-1,q,[{\"text\": \"say \\\"hi\\\"\"}],1""", "id-1", "q", "say \"hi\"", 1)]
    [InlineData("""id-1,q,["a\nb"],1""", "id-1", "q", "a\nb", 1)]
    public void Parse_Row_IsReadInEveryWayOfWriting(string row, string? id, string query, string documents, int? topN)
    {
        CsvRow parsed = CsvRow.Parse(row);

        Assert.Equal(id, parsed.Id);
        Assert.Equal(query, parsed.Call.Query);
        Assert.Equal(documents.Split('|'), parsed.Call.Documents.Select(document => document.Text));
        Assert.Equal(topN, parsed.Call.TopN);
        Assert.True(parsed.Call.ReturnDocuments);
    }

    // What the package's users write, and what the package makes of it.
    [Fact]
    public void Parse_AnyTexts_ComeBackFromAllThreeWriters() => Gen.Select(_text, _text.Array[1, 4]).Sample((query, documents) =>
    {
        string json = JsonSerializer.Serialize(documents.Select(text => new { text }));
        string escaped = string.Join(',', new[] { "07937cd63aed436b9e6c34a86783f55f", query, json, "3" }.Select(Escape));
        string quoted = string.Join(',', new[] { "07937cd63aed436b9e6c34a86783f55f", query, json, "3" }.Select(Quote));
        string rewritten = string.Join(',', CsvFields.Quoted(escaped)!.Select(Quote));
        foreach (string row in (string[])[escaped, quoted, rewritten])
        {
            CsvRow parsed = CsvRow.Parse(row);
            if (parsed.Call.Query != query || !parsed.Call.Documents.Select(document => document.Text).SequenceEqual(documents) || parsed.Call.TopN != 3)
                return false;
        }

        return true;
    });

    [Theory]
    [InlineData("", "None of its 1 fields is a JSON list of documents.")]
    [InlineData("id,q,text,1", "None of its 4 fields is a JSON list of documents.")]
    [InlineData("id,q,[not json],1", "The documents are no JSON list in any way of escaping commas and quotes.")]
    [InlineData("id,\"q,[],1", "A field in quotes does not end on its line.")]
    public void Parse_NoRow_SaysWhatARowIs(string row, string message)
    {
        ApiException error = Assert.Throws<ApiException>(() => CsvRow.Parse(row));

        Assert.Equal(ApiFault.Malformed, error.Fault);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("A row is id,query,documents,top_n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07937cd63aed436b9e6c34a86783f55f,whatever", "07937cd63aed436b9e6c34a86783f55f")]
    [InlineData("\"17\",whatever", "17")]
    [InlineData("what is it,whatever", null)]
    [InlineData("17", null)]
    public void FindId_Row_IsFoundWhereItLooksLikeOne(string row, string? id) => Assert.Equal(id, CsvRow.FindId(row));

    static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static string Escape(string field) =>
        field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}

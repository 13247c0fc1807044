using System.CommandLine;

namespace Winnow.Cli.Commands;

/// <summary>The options that name the two fields of a pair.</summary>
sealed class PairFields
{
    const string QueryName = "query", DocumentName = "document";

    readonly Option<string> _query = SharedOptions.Field("--query-field", "The field of a pair's query", QueryName);
    readonly Option<string> _document = SharedOptions.Field("--document-field", "The field of a pair's document", DocumentName);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_query);
        command.Add(_document);
    }

    /// <summary>Gets the names that the user chose, or the usual ones.</summary>
    public (string Query, string Document) Names(ParseResult arguments) =>
        (arguments.GetValue(_query) ?? QueryName, arguments.GetValue(_document) ?? DocumentName);
}

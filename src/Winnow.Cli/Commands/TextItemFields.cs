using System.CommandLine;
using Winnow.Cli.Input;
using Winnow.Evaluation.Lines;

namespace Winnow.Cli.Commands;

/// <summary>The options that name the fields of a line with one text or a pair.</summary>
sealed class TextItemFields
{
    const string TextName = "text";

    readonly Option<string> _text = SharedOptions.Field("--field", "The field of a single text", TextName);
    readonly PairFields _pair = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_text);
        _pair.AddTo(command);
    }

    /// <summary>Makes the reader of lines.</summary>
    public Func<JsonLine, TextItem> Reader(ParseResult arguments)
    {
        string text = arguments.GetValue(_text) ?? TextName;
        var (query, document) = _pair.Names(arguments);
        return line => TextItem.Read(line, text, query, document);
    }
}

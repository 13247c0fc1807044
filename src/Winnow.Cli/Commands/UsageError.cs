using System.CommandLine;
using System.CommandLine.Parsing;

namespace Winnow.Cli.Commands;

/// <summary>Puts what is wrong with a command line into one message, with the nearest name that exists.</summary>
static class UsageError
{
    /// <summary>Describes the first thing that is wrong, or gives null for a good command line.</summary>
    public static string? Describe(ParseResult arguments)
    {
        var command = arguments.CommandResult.Command;
        if (UnknownOption(arguments) is { } option)
            return $"'{option}' is no option of {FullName(command)}.{Suggest(option, OptionNames(arguments))} Text that starts with a dash goes after --.";
        if (command.Subcommands.Count > 0 && arguments.UnmatchedTokens.Count > 0)
            return $"'{arguments.UnmatchedTokens[0]}' is no command of {FullName(command)}.{Suggest(arguments.UnmatchedTokens[0], command.Subcommands.Select(c => c.Name))}";
        if (arguments.UnmatchedTokens.Count > 0)
            return $"{FullName(command)} does not take the argument '{arguments.UnmatchedTokens[0]}'.";
        // The command's own message names what there is.
        if (command is CliCommand && command.Subcommands.Count > 0)
            return null;
        return arguments.Errors.Count == 0 ? null : arguments.Errors[0].Message;
    }

    /// <summary>Gets the command as the user calls it.</summary>
    public static string FullName(Command command) =>
        command is RootCommand ? "winnow" : $"{FullName(command.Parents.OfType<Command>().First())} {command.Name}";

    /// <summary>The parser would take an unknown option for a document; nobody who types <c>--fromat</c> means that.</summary>
    static string? UnknownOption(ParseResult arguments)
    {
        foreach (var token in arguments.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
                break;
            string text = token.Value;
            if (token.Type == TokenType.Argument && text.Length > 1 && text[0] == '-' && !text.AsSpan().ContainsAny(" \t\r\n")
                && char.IsAsciiLetter(text.AsSpan().TrimStart('-') is [var letter, ..] ? letter : ' '))
                return text.Split('=', 2)[0];
        }

        return null;
    }

    static IEnumerable<string> OptionNames(ParseResult arguments) =>
        arguments.CommandResult.Command.Options.Concat(arguments.RootCommandResult.Command.Options).Select(option => option.Name);

    static string Suggest(string word, IEnumerable<string> names)
    {
        string? nearest = names.MinBy(name => Distance(word, name));
        return nearest is not null && Distance(word, nearest) <= Math.Max(2, word.Length / 3) ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>The number of insertions, deletions and changes between two words (Levenshtein).</summary>
    static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}

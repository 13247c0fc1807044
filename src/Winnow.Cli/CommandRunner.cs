using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Winnow.Cli.Commands;

namespace Winnow.Cli;

/// <summary>Runs one command line: parses it, runs the verb, and turns every error into one message and an exit code.</summary>
static class CommandRunner
{
    // "--" ends the options; a query may start with "@", which must not be read as the name of a response file.
    static ParserConfiguration Parsing => new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments after the name of the tool.</param>
    /// <param name="host">The world around the command.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CommandHost host, CancellationToken cancellationToken = default)
    {
        bool verbose = host.Variable("WINNOW_DEBUG") == "1";
        try
        {
            var root = WinnowCommand.Create(args);
            var arguments = CommandLineParser.Parse(root, args, Parsing);
            verbose |= arguments.GetValue<bool>(WinnowCommand.Verbose);
            if (arguments.Action is HelpWithExamples or ShowVersion)
                return Print(arguments, host);
            if (args.Count == 0)
                return PrintUsage(root, host);
            if (UsageError.Describe(arguments) is { } error)
                throw new WinnowException($"{error} See '{UsageError.FullName(arguments.CommandResult.Command)} --help'.");
            return ((CliCommand)arguments.CommandResult.Command).Run(arguments, host, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            host.Error.WriteLine("winnow: cancelled");
            return ExitCode.Cancelled;
        }
        catch (IOException e) when (BrokenPipe.Is(e))
        {
            // Whoever read the output has seen enough.
            return ExitCode.Done;
        }
        catch (WinnowException e)
        {
            Report(e, "", verbose, host);
            return ExitCode.Usage;
        }
#pragma warning disable CA1031 // The last resort: no stack trace for people who only wanted an answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(e, $"failed: {e.GetType().Name}: ", verbose, host);
            if (!verbose)
                host.Error.WriteLine("winnow: run again with --verbose to see where.");
            return ExitCode.Failed;
        }
    }

    static void Report(Exception error, string prefix, bool verbose, CommandHost host)
    {
        host.Error.WriteLine($"winnow: {prefix}{error.Message}");
        if (verbose)
            host.Error.WriteLine(error.ToString());
    }

    static int Print(ParseResult arguments, CommandHost host)
    {
        using var output = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true);
        return Invoke(arguments, output);
    }

    static int PrintUsage(RootCommand root, CommandHost host)
    {
        Invoke(CommandLineParser.Parse(root, ["--help"], Parsing), host.Error);
        return ExitCode.Usage;
    }

    static int Invoke(ParseResult arguments, TextWriter output) =>
        arguments.Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}

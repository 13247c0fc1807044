using System.CommandLine;
using Microsoft.Extensions.Logging;
using Winnow.Server;

namespace Winnow.Cli.Commands;

/// <summary>The options of <c>winnow serve</c> that say what is told about its work, and to whom.</summary>
sealed class ServeLogArguments
{
    readonly Option<MetricsAccess> _metrics = SharedOptions.Choice<MetricsAccess>(
        "--metrics", "Who may read /metrics, in Prometheus' format: whoever has a key where there are keys (key, the default), everybody, or nobody.");

    readonly Option<LogFormat> _format = SharedOptions.Choice<LogFormat>("--log-format", "The form of the log on standard output. Without it: text.");

    readonly Option<LogLevel?> _level = SharedOptions.OptionalChoice<LogLevel>(
        "--log-level", "How important a message must be to be logged. Without it: information, which has a line for each request.");

    readonly Option<bool> _texts = SharedOptions.Switch("--log-texts", "Write queries and documents into log and traces, too, and scores into traces. OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true does the same.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_metrics);
        command.Add(_format);
        command.Add(_level);
        command.Add(_texts);
    }

    /// <summary>Reads what concerns the server.</summary>
    public void Read(ParseResult arguments, WinnowServerOptions server) => server.LogTexts |= arguments.GetValue(_texts);

    /// <summary>Reads what concerns the application around the server.</summary>
    public void Read(ParseResult arguments, ServerHostOptions host)
    {
        host.Metrics = arguments.GetValue(_metrics);
        host.LogFormat = arguments.GetValue(_format);
        host.LogLevel = arguments.GetValue(_level) ?? host.LogLevel;
    }
}

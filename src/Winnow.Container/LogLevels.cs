using Microsoft.Extensions.Logging;

namespace Winnow.Container;

/// <summary>How much the log says.</summary>
static class LogLevels
{
    // SageMaker's toolkits take Python's numbers.
    static readonly (string Number, string Name, LogLevel Level)[] _levels =
    [
        ("10", "debug", LogLevel.Debug),
        ("20", "info", LogLevel.Information),
        ("30", "warning", LogLevel.Warning),
        ("40", "error", LogLevel.Error),
        ("50", "critical", LogLevel.Critical),
    ];

    /// <summary>Reads <c>WINNOW_LOG_LEVEL</c>, or <c>SAGEMAKER_CONTAINER_LOG_LEVEL</c>, a name or a number. The default is info.</summary>
    /// <exception cref="WinnowException">There is no such level.</exception>
    public static LogLevel Read(EnvironmentReader environment)
    {
        foreach (string variable in (ReadOnlySpan<string>)["WINNOW_LOG_LEVEL", "SAGEMAKER_CONTAINER_LOG_LEVEL"])
        {
            if (environment.Text(variable) is not { } text)
                continue;
            foreach ((string number, string name, LogLevel level) in _levels)
            {
                if (text == number || text.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return level;
            }

            throw EnvironmentReader.Wrong(variable, text, string.Join(", ", _levels.Select(level => level.Name)) + ", or one of Python's numbers from 10 to 50");
        }

        return LogLevel.Information;
    }
}

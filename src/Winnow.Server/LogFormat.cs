namespace Winnow.Server;

/// <summary>The form of the log.</summary>
public enum LogFormat
{
    /// <summary>A line of text for each message.</summary>
    Text,

    /// <summary>A JSON object on a line for each message.</summary>
    Json,
}

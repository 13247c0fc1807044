namespace Winnow.Cli.Output;

/// <summary>The forms of an answer.</summary>
enum OutputFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>One JSON object for programs.</summary>
    Json,

    /// <summary>A JSON object for each result.</summary>
    Jsonl,
}

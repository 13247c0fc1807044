namespace Winnow.Cli.Output;

/// <summary>The forms of a benchmark's report.</summary>
enum BenchFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>One JSON object for programs.</summary>
    Json,

    /// <summary>The text of the file that is kept.</summary>
    Markdown,
}

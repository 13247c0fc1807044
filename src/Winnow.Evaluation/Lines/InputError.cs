namespace Winnow.Evaluation.Lines;

/// <summary>Makes the one message that a bad line gets: where it is, then what is wrong with it.</summary>
static class InputError
{
    /// <summary>A line that cannot be used.</summary>
    /// <param name="file">The file's name, or "standard input".</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="where">The place in the line, for instance <c>column 7</c> or <c>field "query"</c>, or null for the whole line.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    /// <param name="cause">The error behind it, if any.</param>
    public static WinnowException At(string file, long line, string? where, string reason, Exception? cause = null)
    {
        string place = where is null ? $"{file}, line {line}" : $"{file}, line {line}, {where}";
        return cause is null ? new WinnowException($"{place}: {reason}") : new WinnowException($"{place}: {reason}", cause);
    }
}

using System.Text;

namespace Winnow.Server.SageMaker;

/// <summary>Cuts a row of CSV into its fields, in one of the ways in which such rows are written.</summary>
static class CsvFields
{
    /// <summary>As RFC 4180 says: fields in quotes may have commas, and quotes as two. Text after the closing quote is taken as it stands.</summary>
    /// <returns>The fields, or null where a field in quotes does not end.</returns>
    public static List<string>? Quoted(string row) => Split(row, escapes: false);

    /// <summary>With a backslash before what would have a meaning, in quotes and outside of them.</summary>
    /// <returns>The fields, or null where a field in quotes does not end.</returns>
    public static List<string>? Escaped(string row) => Split(row, escapes: true);

    /// <summary>
    /// With backslashes, and then written anew by a program that did not know them, as Jina's package does when it puts ids before the rows: an escaped comma has become the end of a field.
    /// </summary>
    /// <returns>The fields, or null where a field in quotes does not end.</returns>
    public static List<string>? EscapedThenQuoted(string row)
    {
        if (Quoted(row) is not { } pieces)
            return null;
        var fields = new List<string>();
        string open = "";
        foreach (string piece in pieces)
        {
            string field = open + piece;
            // An odd number of backslashes: the last one is the comma's.
            bool more = (field.Length - field.TrimEnd('\\').Length) % 2 == 1;
            open = more ? $"{field}," : "";
            if (!more)
                fields.Add(Unescape(field));
        }

        if (open.Length > 0)
            fields.Add(Unescape(open[..^1]));
        return fields;
    }

    /// <summary>Without any care for commas: what stands between the first <c>[</c> of a field and the last <c>]</c> of the row is one field.</summary>
    /// <returns>The fields, or null where there are no such brackets.</returns>
    public static List<string>? Bracketed(string row)
    {
        int start = row.IndexOf(",[", StringComparison.Ordinal) + 1;
        int end = row.LastIndexOf(']') + 1;
        if (start == 0 || end < start || Quoted(row[..(start - 1)]) is not { } fields)
            return null;
        fields.Add(row[start..end]);
        if (end < row.Length)
            fields.Add(row[end..].TrimStart(','));
        return fields;
    }

    /// <summary>Like <see cref="Bracketed"/>, with backslashes before quotes.</summary>
    /// <returns>The fields, or null where there are no such brackets.</returns>
    public static List<string>? BracketedEscaped(string row) => Bracketed(row)?.ConvertAll(Unescape);

    static List<string>? Split(string row, bool escapes)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        bool atStart = true;
        for (int i = 0; i < row.Length; i++)
        {
            char c = row[i];
            bool starts = atStart;
            atStart = false;
            if (escapes && c == '\\' && i + 1 < row.Length)
            {
                field.Append(row[++i]);
            }
            else if (c == '"' && quoted)
            {
                quoted = i + 1 < row.Length && row[i + 1] == '"';
                if (quoted)
                    field.Append(row[i++]);
            }
            else if (c == '"' && starts)
            {
                quoted = true;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
                atStart = true;
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return quoted ? null : fields;
    }

    static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 1 < field.Length)
                i++;
            text.Append(field[i]);
        }

        return text.ToString();
    }
}

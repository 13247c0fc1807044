namespace Winnow.Cli.Input;

/// <summary>A file or standard input, opened for reading, with the name that messages give it.</summary>
sealed class InputFile : IDisposable
{
    readonly bool _owned;

    InputFile(Stream stream, string name, bool owned)
    {
        Stream = stream;
        Name = name;
        _owned = owned;
    }

    /// <summary>Gets the bytes.</summary>
    public Stream Stream { get; }

    /// <summary>Gets the path as the user wrote it, or "standard input".</summary>
    public string Name { get; }

    /// <summary>Gets the part of the file read so far, or null where the length is unknown.</summary>
    public double? Fraction => _owned && Stream.CanSeek && Stream.Length > 0 ? (double)Stream.Position / Stream.Length : null;

    /// <summary>Opens a file, or standard input for <c>-</c> and for null where something is piped in.</summary>
    /// <exception cref="WinnowException">There is no such file, it cannot be read, or nothing was given at all.</exception>
    public static InputFile Open(string? path, CommandHost host)
    {
        if (path is null && !host.InputRedirected)
            throw new WinnowException("No input. Pass --input FILE, or pipe lines into the command.");
        if (path is null or "-")
            return new InputFile(host.Input, "standard input", owned: false);
        if (Directory.Exists(path))
            throw new WinnowException($"{path}: this is a folder. Pass a file.");

        try
        {
            // LineReader brings its own buffer.
            return new InputFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), path, owned: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WinnowException($"{path}: there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WinnowException($"{path}: the file cannot be read. {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (_owned)
            Stream.Dispose();
    }
}

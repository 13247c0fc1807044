namespace Winnow.Quantization;

/// <summary>A folder that appears under its name only when it is complete.</summary>
sealed class NewFolder : IDisposable
{
    readonly string _target;
    readonly string _temporary;

    NewFolder(string target)
    {
        _target = target;
        // A sibling, since only within a file system is a rename one step.
        _temporary = $"{target}.{System.IO.Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(_temporary);
    }

    /// <summary>Gets the folder to write into.</summary>
    public string Path => _temporary;

    /// <summary>Gets the full path of a folder that may be made: it does not exist, or is empty.</summary>
    /// <exception cref="WinnowException">It cannot be made there.</exception>
    public static string Check(string folder)
    {
        string target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (File.Exists(target))
            throw new WinnowException($"{folder}: this is a file. Name a folder that does not exist yet.");
        if (Directory.Exists(target))
        {
            // The link stays, and what it points to is filled.
            target = new DirectoryInfo(target).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? target;
            if (Directory.EnumerateFileSystemEntries(target).Any())
                throw new WinnowException($"{folder}: the folder is not empty, and nothing in it is replaced. Name a folder that does not exist yet, or empty it.");
        }
        else if (System.IO.Path.GetDirectoryName(target) is { } parent && !Directory.Exists(parent))
        {
            throw new WinnowException($"{folder}: there is no folder {parent} to put it into. Make that first.");
        }

        return target;
    }

    /// <summary>Begins the folder.</summary>
    /// <param name="target">What <see cref="Check"/> gave.</param>
    public static NewFolder Begin(string target) => new(target);

    /// <summary>Gives the folder its name.</summary>
    public void Complete()
    {
        // Refused by the system if something has come into it since.
        if (Directory.Exists(_target))
            Directory.Delete(_target);
        Directory.Move(_temporary, _target);
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_temporary))
                Directory.Delete(_temporary, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}

namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>A temporary model folder of a shape, with random weights. It is deleted at the end.</summary>
public sealed class ShapeFolder : IDisposable
{
    readonly DirectoryInfo _folder;

    /// <summary>Writes the folder.</summary>
    /// <exception cref="WinnowException">It cannot be written, or the model that ships with Winnow is missing.</exception>
    public ShapeFolder(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        _folder = Directory.CreateTempSubdirectory("winnow-shape-");
        try
        {
            shape.Write(Path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the shape.</summary>
    public ModelShape Shape { get; }

    /// <summary>Gets the folder's path.</summary>
    public string Path => _folder.FullName;

    /// <summary>Deletes the folder.</summary>
    public void Dispose() => _folder.Delete(recursive: true);
}

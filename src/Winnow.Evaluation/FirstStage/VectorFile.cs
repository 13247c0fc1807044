using System.Runtime.InteropServices;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Vectors on disk, as rows of little-endian 32-bit floats: a corpus is embedded once, and a run that was killed goes on where it stopped.</summary>
static class VectorFile
{
    /// <summary>The number of rows that are computed and written at once, where nobody says another.</summary>
    public const int DefaultRowsAtOnce = 256;

    /// <summary>Reads the vectors, computing those that are not on disk yet.</summary>
    /// <param name="path">The file. Until it is complete its name ends in <c>.part</c>.</param>
    /// <param name="count">The number of vectors.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="compute">Computes some vectors: the first and the number.</param>
    /// <param name="progress">Told the number of vectors at hand, or null.</param>
    /// <param name="cancellationToken">Stops the work; what is on disk stays.</param>
    /// <param name="rowsAtOnce">The most vectors that are computed at once, and so the most that a killed run loses.</param>
    public static float[][] ReadOrCompute(
        string path,
        int count,
        int dimensions,
        Func<int, int, float[][]> compute,
        IProgress<int>? progress,
        CancellationToken cancellationToken,
        int rowsAtOnce = DefaultRowsAtOnce)
    {
        long rowBytes = (long)dimensions * sizeof(float);
        var rows = new float[count][];
        if (File.Exists(path) && new FileInfo(path).Length == rowBytes * count)
        {
            using FileStream file = File.OpenRead(path);
            Read(file, rows, count, dimensions);
            return rows;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = path + ".part";
        using (var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            // A killed run may have left a part of a row.
            int done = (int)Math.Min(file.Length / rowBytes, count);
            Read(file, rows, done, dimensions);
            file.SetLength(done * rowBytes);
            for (; done < count; done += Math.Min(rowsAtOnce, count - done))
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(done);
                float[][] next = compute(done, Math.Min(rowsAtOnce, count - done));
                next.CopyTo(rows, done);
                foreach (float[] row in next)
                    file.Write(MemoryMarshal.AsBytes<float>(row));
                file.Flush();
            }

            // The rename must not reach the disk before the content.
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
        return rows;
    }

    static void Read(FileStream file, float[][] rows, int count, int dimensions)
    {
        for (int i = 0; i < count; i++)
        {
            rows[i] = new float[dimensions];
            file.ReadExactly(MemoryMarshal.AsBytes(rows[i].AsSpan()));
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Winnow.Evaluation.Beir;

namespace Winnow.Training.Data;

/// <summary>Reads and writes <see cref="CandidateColumns"/>.</summary>
/// <remarks>
/// The bytes <c>WNNWLIST</c>; version 1 and the length of the header, as 32-bit integers; the header, JSON; then the columns: offsets and documents as 32-bit integers, origins as bytes and, with labels,
/// scores as 32-bit floats and relevance as bytes. All numbers are little-endian. The same lists give the same bytes.
/// </remarks>
static class CandidateFile
{
    const int Version = 1, LongestHeader = 1 << 20;

    static ReadOnlySpan<byte> Magic => "WNNWLIST"u8;

    /// <summary>Writes a file.</summary>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public static void Write(string path, CandidateColumns columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] header = new CandidateHeader(columns.Scores is not null, columns.Count, columns.Documents.Length, columns.Texts, columns.Made).ToJson();
        WholeFile.Write(path, stream =>
        {
            stream.Write(Magic);
            Span<byte> numbers = stackalloc byte[2 * sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(numbers, Version);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], header.Length);
            stream.Write(numbers);
            stream.Write(header);
            stream.Write(MemoryMarshal.AsBytes<int>(columns.Offsets));
            stream.Write(MemoryMarshal.AsBytes<int>(columns.Documents));
            stream.Write(columns.Origins);
            if (columns.Scores is { } scores)
            {
                stream.Write(MemoryMarshal.AsBytes<float>(scores));
                stream.Write(columns.Relevance);
            }
        });
    }

    /// <summary>Reads a file and checks all of it.</summary>
    /// <exception cref="WinnowException">It cannot be read, is no such file, is cut or damaged, or was made of other texts.</exception>
    public static CandidateColumns Read(string path, TrainingTexts texts, bool labelled)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(texts);
        try
        {
            using FileStream file = File.OpenRead(path);
            CandidateHeader header = ReadHeader(file, path);
            if (header.Labelled != labelled)
            {
                throw new WinnowException(labelled
                    ? $"{path}: the file holds candidates without labels. Label them first: winnow label."
                    : $"{path}: the file holds candidates with labels. Name the file that winnow mine wrote.");
            }

            if (header.Texts != texts.Fingerprint || header.Queries != texts.Queries.Count)
            {
                throw new WinnowException($"{path}: the file was made of other pairs: it has {header.Queries} queries and the fingerprint {Short(header.Texts)}, the pairs given have {texts.Queries.Count} "
                    + $"and {Short(texts.Fingerprint)}. Give the same pair files as then.");
            }

            return ReadColumns(file, path, header, texts);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the candidates cannot be read: {error.Message} Check that the file is there and that you may read it.", error);
        }
    }

    static CandidateHeader ReadHeader(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[16];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start[..Math.Min(read, Magic.Length)].SequenceEqual(Magic[..Math.Min(read, Magic.Length)]) || read == 0)
            throw new WinnowException($"{path}: this is no file of candidates: it does not start with WNNWLIST. Name a file that winnow mine or winnow label wrote.");
        if (read < start.Length)
            throw Cut(path, start.Length, file.Length);
        int version = BinaryPrimitives.ReadInt32LittleEndian(start[8..]), length = BinaryPrimitives.ReadInt32LittleEndian(start[12..]);
        if (version != Version)
            throw new WinnowException($"{path}: the file is of version {version}, and this Winnow reads version {Version}. Make the file anew.");
        if (length is < 2 or > LongestHeader)
            throw new WinnowException($"{path}: the file is damaged: its header would have {length} bytes. Make the file anew.");
        if (file.Length < start.Length + length)
            throw Cut(path, start.Length + length, file.Length);
        byte[] header = new byte[length];
        file.ReadExactly(header);
        try
        {
            return CandidateHeader.Parse(header);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new WinnowException($"{path}: the file is damaged: its header cannot be read ({error.Message}). Make the file anew.", error);
        }
    }

    static CandidateColumns ReadColumns(FileStream file, string path, CandidateHeader header, TrainingTexts texts)
    {
        // The size is checked before memory is taken: a damaged count must not ask for gigabytes.
        long each = sizeof(int) + 1 + (header.Labelled ? sizeof(float) + 1 : 0);
        long size = file.Position + (sizeof(int) * (header.Queries + 1L)) + (each * header.Candidates);
        if (header.Candidates < 0 || file.Length > size)
            throw new WinnowException($"{path}: the file is damaged: its header speaks of {size} bytes, and it has {file.Length}. Make the file anew.");
        if (file.Length < size)
            throw Cut(path, size, file.Length);

        var columns = new CandidateColumns
        {
            Offsets = Column<int>(file, header.Queries + 1),
            Documents = Column<int>(file, header.Candidates),
            Origins = Column<byte>(file, header.Candidates),
            Scores = header.Labelled ? Column<float>(file, header.Candidates) : null,
            Relevance = header.Labelled ? Column<byte>(file, header.Candidates) : null,
            Texts = header.Texts,
            Made = header.Made,
        };
        Check(path, columns, texts);
        return columns;
    }

    static void Check(string path, CandidateColumns columns, TrainingTexts texts)
    {
        for (int query = 0; query < columns.Count; query++)
        {
            int start = columns.Offsets[query], end = columns.Offsets[query + 1];
            if (start > end || start < 0 || end > columns.Documents.Length || (query == 0 && start != 0) || (query == columns.Count - 1 && end != columns.Documents.Length))
                throw Damaged($"the candidates of query {query} would be {start} to {end}, of {columns.Documents.Length}");
            for (int i = start; i < end; i++)
            {
                if ((uint)columns.Documents[i] >= (uint)texts.Documents.Count)
                    throw Damaged($"query {query} has the document {columns.Documents[i]}, and there are {texts.Documents.Count}");
                if (columns.Scores is { } scores && !float.IsFinite(scores[i]))
                    throw Damaged($"query {query} has a score that is no number");
                if (columns.Relevance is { } relevance && relevance[i] > 1)
                    throw Damaged($"query {query} has the relevance {relevance[i]}, which must be 0 or 1");
            }
        }

        WinnowException Damaged(string what) => new($"{path}: the file is damaged: {what}. Make the file anew.");
    }

    static T[] Column<T>(FileStream file, int count)
        where T : unmanaged
    {
        var column = new T[count];
        file.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;
    }

    static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;

    static WinnowException Cut(string path, long expected, long actual) => new($"{path}: the file is cut: {expected} bytes were expected, and it has {actual}. Make or copy the file anew.");
}

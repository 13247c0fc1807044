using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Winnow.Scoring;

/// <summary>The bytes of prepared documents.</summary>
/// <remarks>
/// <para>
/// Eight letters that name the format and its version; the fingerprint, 64 hexadecimal digits; int32 the model's width and the number of documents; int32 the tokens of each; SHA-256 of all
/// of this. Then of each document the token ids, int32, and the states, float32, a row a token; and SHA-256 of those. All numbers are little-endian, as on every processor that the engine runs on.
/// </para>
/// <para>The first hash is checked before memory is taken for what the numbers claim.</para>
/// </remarks>
static class PreparedFormat
{
    const int FingerprintLength = 64;
    const int HeaderLength = 8 + FingerprintLength + 2 * sizeof(int);
    const int CountBlock = 1 << 14;

    static ReadOnlySpan<byte> Magic => "WNPREP02"u8;

    /// <summary>Writes documents.</summary>
    public static void Write(Stream stream, PreparedDocuments documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = new byte[HeaderLength];
        Magic.CopyTo(header);
        Encoding.ASCII.GetBytes(documents.Fingerprint, header.AsSpan(Magic.Length));
        int width = documents.Count == 0 ? 0 : documents[0].States.Length / documents[0].TokenCount;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length + FingerprintLength), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length + FingerprintLength + sizeof(int)), documents.Count);
        Put(header);
        int[] counts = [.. documents.Select(document => document.TokenCount)];
        Put(MemoryMarshal.AsBytes(counts.AsSpan()));
        stream.Write(hash.GetHashAndReset());
        foreach (PreparedDocument document in documents)
        {
            Put(MemoryMarshal.AsBytes(document.Ids.AsSpan()));
            // A long array has more bytes than a span.
            for (int start = 0; start < document.States.Length; start += CountBlock)
                Put(MemoryMarshal.AsBytes(document.States.AsSpan(start, Math.Min(CountBlock, document.States.Length - start))));
        }

        stream.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads documents.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="fingerprint">The fingerprint that the documents must have.</param>
    /// <param name="width">The width of the model that has it.</param>
    /// <exception cref="WinnowException">The content is damaged, or has another fingerprint.</exception>
    public static PreparedDocuments Read(Stream stream, string name, string fingerprint, int width)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = new byte[HeaderLength];
        Take(header);
        if (!header.AsSpan().StartsWith(Magic))
            throw new WinnowException($"{name}: these are no prepared documents of this version of Winnow. Prepare the documents again.");
        int storedWidth = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(Magic.Length + FingerprintLength));
        int count = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(Magic.Length + FingerprintLength + sizeof(int)));
        int[] counts = ReadCounts(count);
        CheckHash();
        string stored = Encoding.ASCII.GetString(header, Magic.Length, FingerprintLength);
        if (stored != fingerprint)
        {
            throw new WinnowException(
                $"{name}: the documents were prepared by another model, or in another arithmetic or on another kind of processor: their fingerprint is {stored}, and this reranker's is "
                + $"{fingerprint}. Prepare the documents again.");
        }

        // The fingerprint says as much; but whoever made it up must not lead the engine outside its memory.
        if (count > 0 && (storedWidth != width || counts.Any(tokens => tokens < 1 || (long)tokens * width > Array.MaxLength)))
            throw new WinnowException($"{name}: the sizes of its documents are not possible for this model. It is damaged; prepare the documents again.");
        var documents = new PreparedDocument[counts.Length];
        for (int i = 0; i < documents.Length; i++)
        {
            var ids = new int[counts[i]];
            Take(MemoryMarshal.AsBytes(ids.AsSpan()));
            var states = new float[counts[i] * width];
            for (int start = 0; start < states.Length; start += CountBlock)
                Take(MemoryMarshal.AsBytes(states.AsSpan(start, Math.Min(CountBlock, states.Length - start))));
            documents[i] = new PreparedDocument(ids, states, fingerprint);
        }

        CheckHash();
        return new PreparedDocuments(documents, fingerprint);

        // Block by block: a damaged count must not ask for more memory than there are bytes.
        int[] ReadCounts(int claimed)
        {
            List<int> read = [];
            var block = new int[CountBlock];
            while (read.Count < claimed)
            {
                Span<int> part = block.AsSpan(0, Math.Min(CountBlock, claimed - read.Count));
                Take(MemoryMarshal.AsBytes(part));
                read.AddRange(part);
            }

            return [.. read];
        }

        void Take(Span<byte> bytes)
        {
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new WinnowException($"{name}: it ends too early to hold the prepared documents that it says it does. It is damaged; prepare the documents again.");
            hash.AppendData(bytes);
        }

        void CheckHash()
        {
            byte[] expected = hash.GetHashAndReset(), found = new byte[expected.Length];
            if (stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || !found.AsSpan().SequenceEqual(expected))
                throw new WinnowException($"{name}: its content is not what was written. It is damaged; prepare the documents again.");
        }
    }
}

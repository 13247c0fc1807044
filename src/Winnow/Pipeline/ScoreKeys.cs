using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Winnow;

/// <summary>Computes the cache keys of scores.</summary>
/// <remarks>
/// A key is a SHA-256 over everything that a score depends on. Each part stands behind its length, so that no two lists of parts run together to the
/// same bytes. Texts go in as UTF-16, as they lie in memory: unlike UTF-8 it also keeps apart texts with halves of surrogate pairs.
/// </remarks>
static class ScoreKeys
{
    /// <summary>Goes up whenever keys or entries change their meaning, so that older entries are never read.</summary>
    const string Prefix = "winnow:1:";

    /// <summary>Computes the key of each document.</summary>
    public static string[] Compute(ReadOnlySpan<string?> identity, int? maxTokens, string query, List<string> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, identity.Length);
        foreach (string? part in identity)
            Append(hash, part);
        Append(hash, maxTokens ?? 0);
        Append(hash, query);
        byte[] shared = hash.GetHashAndReset();

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        string[] keys = new string[documents.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            hash.AppendData(shared);
            Append(hash, documents[i]);
            hash.GetHashAndReset(digest);
            keys[i] = Prefix + Convert.ToHexStringLower(digest);
        }

        return keys;
    }

    static void Append(IncrementalHash hash, string? text)
    {
        Append(hash, text?.Length ?? -1);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

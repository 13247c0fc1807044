using System.Security.Cryptography;
using System.Text;

namespace Winnow.Server;

/// <summary>The keys that clients may show. Only their SHA-256 hashes are kept.</summary>
/// <remarks>Filled before the application starts; safe for concurrent reading afterwards.</remarks>
public sealed class ApiKeySet
{
    readonly List<byte[]> _hashes = [];

    /// <summary>Gets the number of keys; with none, everybody may ask.</summary>
    public int Count => _hashes.Count;

    /// <summary>Adds a key; one that is there already changes nothing.</summary>
    /// <param name="key">The key: letters, digits and signs of ASCII, without spaces, as it stands in a header.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="WinnowException">The key is empty or has other characters. The message does not repeat it.</exception>
    public void Add(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            throw new WinnowException("An API key is empty. Give a key of letters, digits and signs.");
        int wrong = key.AsSpan().IndexOfAnyExceptInRange('!', '~');
        if (wrong >= 0)
            throw new WinnowException($"An API key has a character that no header carries, at place {wrong + 1}: only letters, digits and signs of ASCII are taken, without spaces.");
        byte[] hash = Hash(key);
        if (Find(hash) < 0)
            _hashes.Add(hash);
    }

    /// <summary>Finds a key.</summary>
    /// <returns>Its number, or -1 where there is none like it.</returns>
    internal int Find(string key) => Find(Hash(key));

    // Always over all keys and all bytes, so that the time tells nothing about any of them.
    int Find(byte[] hash)
    {
        int found = -1;
        for (int i = 0; i < _hashes.Count; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(_hashes[i], hash))
                found = i;
        }

        return found;
    }

    static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

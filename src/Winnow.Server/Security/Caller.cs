using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Winnow.Server.Security;

/// <summary>Who asks: the number of a key, or an address where there is no key.</summary>
/// <param name="Key">The key's number, or -1.</param>
/// <param name="Address">The address, or null where there is a key.</param>
readonly record struct Caller(int Key, IPAddress? Address)
{
    const int Ipv6NetworkBytes = 8;
    const string Scheme = "Bearer ";

    // For clients whose Authorization header is taken: AWS's SDKs sign in it, proxies have their own passwords there.
    static readonly string[] _otherHeaders = ["x-api-key", "api-key"];

    /// <summary>Finds out who asks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="keys">The keys that count.</param>
    public static Caller Of(HttpContext context, ApiKeySet keys)
    {
        if (keys.Count > 0 && ShownKey(context.Request.Headers) is { } key && keys.Find(key) is >= 0 and int number)
            return new Caller(number, null);
        return new Caller(-1, Network(context.Connection.RemoteIpAddress ?? IPAddress.None));
    }

    /// <summary>Gets the key that a request shows, right or wrong, or null.</summary>
    public static string? ShownKey(IHeaderDictionary headers)
    {
        foreach (string? value in headers.Authorization)
        {
            if (value?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true)
                return value[Scheme.Length..].Trim();
        }

        foreach (string name in _otherHeaders)
        {
            if (headers.TryGetValue(name, out StringValues values) && values.Count == 1)
                return values[0];
        }

        return null;
    }

    // Whoever has one address of IPv6 has 2⁶⁴ of them.
    static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}

using System.Text;

namespace Winnow.Server.Tests.Hostile;

/// <summary>A body that no server should answer.</summary>
/// <param name="Route">Where it is sent.</param>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Bytes">The body.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="ContentEncoding">Its encoding, or null.</param>
sealed record HostileBody(string Route, string Name, byte[] Bytes, string ContentType = "application/json", string? ContentEncoding = null)
{
    public static HostileBody Of(string route, string name, string text) => new(route, name, Encoding.UTF8.GetBytes(text));
}

using System.Text;
using CsCheck;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Hostile;

public sealed class MutatedBodiesTests
{
    const int Tries = 3000;

    // What a mutation puts in: signs of JSON first of all, and bytes that are hard to read.
    static readonly Gen<byte[]> _piece = Gen.OneOf(
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "0", "-", "1e9", "\"a\"", "\\ud83d\\ude00", "\\u0000", "\u00e9", "\U0001F426", "[]", "{}").Select(Encoding.UTF8.GetBytes),
        Gen.Byte.Array[1, 4]);

    static readonly Gen<(double Place, int Cut, byte[] Piece)[]> _changes = Gen.Select(Gen.Double[0, 1], Gen.Int[0, 6], _piece).Array[1, 4];

    static readonly (string Route, byte[] Body)[] _good = [.. RouteBodies.Routes.SelectMany(route => route.Value.Select(good => (route.Key, Encoding.UTF8.GetBytes(good.Json))))];

    [Fact]
    public async Task Post_ChangedGoodBody_IsAnsweredOrRefusedInTheRoutesShape()
    {
        await using TestServer server = await TestServer.StartAsync();

        await Gen.Select(Gen.OneOf(_good), _changes).SampleAsync(
            async (good, changes) =>
            {
                byte[] body = changes.Aggregate(good.Body, Change);
                using var content = new ByteArrayContent(body);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                using HttpResponseMessage response = await server.Client.PostAsync(good.Route, content, TestContext.Current.CancellationToken);
                string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if ((int)response.StatusCode == 200)
                    return;
                if (ErrorShapes.Describe(good.Route, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text) is { } problem)
                    Assert.Fail($"{good.Route} {Encoding.Latin1.GetString(body)}: {problem}: {text}");
            },
            iter: Tries, threads: 4);
    }

    static byte[] Change(byte[] body, (double Place, int Cut, byte[] Piece) change)
    {
        int at = Math.Min(body.Length, (int)(change.Place * (body.Length + 1)));
        return [.. body[..at], .. change.Piece, .. body[Math.Min(body.Length, at + change.Cut)..]];
    }
}

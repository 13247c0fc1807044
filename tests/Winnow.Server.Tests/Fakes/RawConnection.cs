using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Winnow.Server.Tests.Fakes;

/// <summary>A connection on which a test says byte for byte what no decent client would.</summary>
sealed class RawConnection : IDisposable
{
    // Only a server that hangs takes as long.
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    readonly TcpClient _client = new();
    readonly CancellationTokenSource _timeout = new(_patience);
    readonly List<byte> _read = [];
    NetworkStream _stream = null!;

    public static async Task<RawConnection> OpenAsync(TestServer server)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, connection._timeout.Token);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    /// <summary>Writes a request's head and body.</summary>
    public static string Post(string path, string body, params string[] headers) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}";

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, _timeout.Token);

    /// <summary>Sends as long as the other side takes it.</summary>
    /// <returns>The bytes that were sent.</returns>
    public async Task<long> FloodAsync(byte[] piece, long most)
    {
        long sent = 0;
        try
        {
            for (; sent < most; sent += piece.Length)
                await SendAsync(piece);
        }
        catch (IOException)
        {
            // Closed, as it should be.
        }

        return sent;
    }

    /// <summary>Reads one answer with its Content-Length or chunks.</summary>
    public async Task<(int Status, string Head, string Body)> ReadAsync()
    {
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            await MoreAsync();
        string head = Text()[..end];
        _read.RemoveRange(0, end + 4);
        string? length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?.Split(':')[1];
        int count = length is null ? 0 : int.Parse(length, CultureInfo.InvariantCulture);
        while (_read.Count < count)
            await MoreAsync();
        string body = Encoding.UTF8.GetString([.. _read[..count]]);
        _read.RemoveRange(0, count);
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, body);
    }

    /// <summary>Reads until the other side closes the connection, one way or the other.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await TryMoreAsync())
            {
            }
        }
        catch (IOException)
        {
            // Closed with a reset, since something was left to be read.
        }

        return Text();
    }

    /// <summary>Goes away as a process that is killed does.</summary>
    public void Cut()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose()
    {
        _client.Dispose();
        _timeout.Dispose();
    }

    async Task MoreAsync()
    {
        if (!await TryMoreAsync())
            throw new EndOfStreamException($"The server has closed the connection after: {Text()}");
    }

    async Task<bool> TryMoreAsync()
    {
        byte[] buffer = new byte[4096];
        int count = await _stream.ReadAsync(buffer, _timeout.Token);
        _read.AddRange(buffer.AsSpan(0, count));
        return count > 0;
    }

    string Text() => Encoding.Latin1.GetString([.. _read]);
}

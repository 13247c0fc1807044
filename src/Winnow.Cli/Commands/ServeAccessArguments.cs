using System.CommandLine;
using Winnow.Server;

namespace Winnow.Cli.Commands;

/// <summary>The options of <c>winnow serve</c> that say who may ask, how often, and over which connections.</summary>
sealed class ServeAccessArguments
{
    const string KeysVariable = "WINNOW_API_KEYS";

    readonly Option<string[]> _keys = new("--api-key")
    {
        Description = $"A key that clients must show in 'Authorization: Bearer KEY'. Give it again for each. Other users of this machine see it in the list of processes: prefer --api-key-file, or {KeysVariable} with commas between keys.",
        HelpName = "KEY",
    };

    readonly Option<string?> _keyFile = new("--api-key-file") { Description = "A file with such keys, one a line.", HelpName = "FILE" };

    readonly Option<int?> _rateLimit = SharedOptions.Number(
        "--rate-limit", "The requests that each key, or each address where there are no keys, may make in a minute; more get 429. Without it: no limit.", 1, 1_000_000);

    readonly Option<string[]> _origins = new("--cors-origin")
    {
        Description = "An origin, as https://search.example, whose pages may call the server from a browser. Give it again for each. Without it: none.",
        HelpName = "ORIGIN",
    };

    readonly Option<string?> _certificate = new("--tls-certificate") { Description = "The PEM file of a certificate, which may be followed by its chain: the server then speaks https.", HelpName = "FILE" };
    readonly Option<string?> _key = new("--tls-key") { Description = "The PEM file of the certificate's key, without a password.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_keyFile);
        command.Add(_rateLimit);
        command.Add(_origins);
        command.Add(_certificate);
        command.Add(_key);
    }

    /// <summary>Gets the scheme of the server's address.</summary>
    public string Scheme(ParseResult arguments) => arguments.GetValue(_certificate) is null ? "http" : "https";

    /// <summary>Reads what concerns the server.</summary>
    /// <exception cref="WinnowException">A key cannot be, or the file cannot be read.</exception>
    public void Read(ParseResult arguments, CommandHost host, WinnowServerOptions server)
    {
        server.RequestsPerMinute = arguments.GetValue(_rateLimit);
        foreach (string key in arguments.GetValue(_keys) ?? [])
            server.ApiKeys.Add(key);
        foreach (string key in (host.Variable(KeysVariable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            server.ApiKeys.Add(key);
        if (arguments.GetValue(_keyFile) is not { } file)
            return;
        string[] keys = [.. Lines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        // An empty file must not open the server to everybody.
        if (keys.Length == 0)
            throw new WinnowException($"--api-key-file {file} has no key. Write one a line.");
        foreach (string key in keys)
            server.ApiKeys.Add(key);
    }

    /// <summary>Reads what concerns the application around the server.</summary>
    public void Read(ParseResult arguments, ServerHostOptions host)
    {
        foreach (string origin in arguments.GetValue(_origins) ?? [])
            host.CorsOrigins.Add(origin);
        host.TlsCertificate = arguments.GetValue(_certificate);
        host.TlsKey = arguments.GetValue(_key);
    }

    static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"--api-key-file {file} cannot be read: {error.Message}", error);
        }
    }
}

using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Winnow.Server;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow serve</c>: the HTTP server.</summary>
sealed class ServeCommand : CliCommand
{
    const int DefaultPort = 8080;

    readonly Option<string[]> _models = new("--model")
    {
        Description = "The models: folders, or names of models that ship with Winnow or lie in WINNOW_HOME. Give it again for each; the first serves requests that name none. Without it: the default reranker.",
        HelpName = "DIR|NAME",
    };

    readonly Option<string?> _host = new("--host") { Description = "The address to listen at: an IP address, localhost, or * for all. Without it: localhost.", HelpName = "ADDRESS" };
    readonly Option<int?> _port = SharedOptions.Number("--port", $"The port; 0 takes a free one and says which. Without it: {DefaultPort}.", 0, 65_535);
    readonly Option<int?> _maxRequests = SharedOptions.Number("--max-requests", $"The requests that may wait or be computed; more get 429. Without it: {WinnowServerOptions.DefaultMaxRequests}.", 1, int.MaxValue);
    readonly Option<int?> _maxQueueTime = SharedOptions.Number("--max-queue-time", $"The seconds of work that may wait; more requests get 429. Without it: {WinnowServerOptions.DefaultMaxQueueTime.TotalSeconds:0}.", 1, 86_400);
    readonly Option<int?> _maxDocuments = SharedOptions.Number("--max-documents", $"The most documents of a request. Without it: {WinnowServerOptions.DefaultMaxDocuments}.", 1, int.MaxValue);
    readonly Option<int?> _maxBody = SharedOptions.Number("--max-body-bytes", $"The most bytes of a request. Without it: {WinnowServerOptions.DefaultMaxBodyBytes}.", 1, int.MaxValue);
    readonly Option<int?> _batchTokens = SharedOptions.Number("--batch-tokens", "The tokens of a batch. Without it: 512 for each thread.", 1, int.MaxValue);
    readonly Option<int?> _timeout = SharedOptions.Number("--timeout", "The seconds that a request may take unless it says so itself. Without it: no limit.", 1, 86_400);
    readonly ServeAccessArguments _access = new();
    readonly ServeLogArguments _log = new();
    readonly Option<bool> _noPage = new("--no-page") { Description = "Serve the APIs alone, without the page at / on which they can be tried." };
    readonly EngineArguments _engine = new(SharedOptions.MaxTokens("of longer documents the best piece counts, unless a request says otherwise"));

    public ServeCommand()
        : base("serve", "Serve rerankers over HTTP, in the APIs of Jina, Cohere, Voyage, text-embeddings-inference and others.")
    {
        Add(_models);
        Add(_host);
        Add(_port);
        Add(_maxRequests);
        Add(_maxQueueTime);
        Add(_maxDocuments);
        Add(_maxBody);
        Add(_batchTokens);
        Add(_timeout);
        _access.AddTo(this);
        _log.AddTo(this);
        Add(_noPage);
        _engine.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow serve",
        "winnow serve --model turbo --model my-model --host 0.0.0.0 --port 80",
        "winnow serve --host 0.0.0.0 --api-key-file keys.txt --rate-limit 600 --tls-certificate server.pem --tls-key server.key",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        var around = new ServerHostOptions();
        _access.Read(arguments, around);
        _log.Read(arguments, around);
        WebApplication app = ServerHost.Build([Address(arguments)], server => Configure(server, arguments, host), args: null, around);
        RunAsync(app, host, cancellationToken).GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    static async Task RunAsync(WebApplication app, CommandHost host, CancellationToken cancellationToken)
    {
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new WinnowException($"{error.Message} Choose another port with --port.");
            }

            host.Error.WriteLine($"winnow: listening at {string.Join(", ", app.Urls)}; Ctrl-C stops");
            // A signal ends the wait, and then the requests that were taken in are answered.
            var stopped = new TaskCompletionSource();
            await using (cancellationToken.Register(stopped.SetResult).ConfigureAwait(false))
                await Task.WhenAny(stopped.Task, app.WaitForShutdownAsync(CancellationToken.None)).ConfigureAwait(false);
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    void Configure(WinnowServerOptions server, ParseResult arguments, CommandHost host)
    {
        _access.Read(arguments, host, server);
        _log.Read(arguments, server);
        foreach (string model in arguments.GetValue(_models) ?? [])
            server.Models.Add(model);
        server.Engine = _engine.Read(arguments);
        server.MaxRequests = arguments.GetValue(_maxRequests) ?? server.MaxRequests;
        if (arguments.GetValue(_maxQueueTime) is { } wait)
            server.MaxQueueTime = TimeSpan.FromSeconds(wait);
        server.MaxDocuments = arguments.GetValue(_maxDocuments) ?? server.MaxDocuments;
        server.MaxBodyBytes = arguments.GetValue(_maxBody) ?? server.MaxBodyBytes;
        server.BatchTokens = arguments.GetValue(_batchTokens);
        server.Page = !arguments.GetValue(_noPage);
        if (arguments.GetValue(_timeout) is { } seconds)
            server.Timeout = TimeSpan.FromSeconds(seconds);
    }

    string Address(ParseResult arguments)
    {
        string host = arguments.GetValue(_host) ?? "localhost";
        int port = arguments.GetValue(_port) ?? DefaultPort;
        if (host is not ("localhost" or "*" or "+") && !IPAddress.TryParse(host, out _))
            throw new WinnowException($"--host must be an IP address, localhost or *, not '{host}'.");
        // Kestrel cannot find a free port for both addresses of localhost at once.
        if (host == "localhost" && port == 0)
            host = "127.0.0.1";
        return IPAddress.TryParse(host, out IPAddress? ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"{_access.Scheme(arguments)}://[{host}]:{port}" : $"{_access.Scheme(arguments)}://{host}:{port}";
    }
}

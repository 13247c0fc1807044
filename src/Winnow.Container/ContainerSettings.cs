using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Winnow.Server;

namespace Winnow.Container;

/// <summary>What the environment of a container says.</summary>
sealed record ContainerSettings
{
    public const string HostVariable = "WINNOW_HOST";

    const int DefaultPort = 8080;

    // The first that is set holds: SageMaker's, Winnow's, and the one that many platforms set.
    static readonly string[] _portVariables = [SageMakerSettings.PortVariable, "WINNOW_PORT", "PORT"];

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Gets the variable that the port is from, or the one to set.</summary>
    public required string PortVariable { get; init; }

    public required EngineOptions Engine { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required SageMakerSettings SageMaker { get; init; }

    public required AccessSettings Access { get; init; }

    public int? MaxRequests { get; init; }

    public int? QueueSeconds { get; init; }

    public int? MaxDocuments { get; init; }

    public long? MaxBodyBytes { get; init; }

    public int? BatchTokens { get; init; }

    public int? TimeoutSeconds { get; init; }

    /// <summary>Gets the address to listen at.</summary>
    public string Url => IPAddress.TryParse(Host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"http://[{Host}]:{Port}" : $"http://{Host}:{Port}";

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="WinnowException">A variable has a value that it cannot have, or there is no model where one should be.</exception>
    public static ContainerSettings Read(Func<string, string?> variable)
    {
        var environment = new EnvironmentReader(variable);
        string port = Array.Find(_portVariables, name => environment.Text(name) is not null) ?? "PORT";
        SageMakerSettings sageMaker = SageMakerSettings.Read(environment);
        return new ContainerSettings
        {
            Host = ReadHost(environment),
            Port = environment.Number(port, 0, 65_535) ?? DefaultPort,
            PortVariable = port,
            Engine = ReadEngine(environment),
            Models = ModelChoice.Read(environment, sageMaker),
            LogLevel = LogLevels.Read(environment),
            SageMaker = sageMaker,
            Access = AccessSettings.Read(environment),
            QueueSeconds = environment.Number("WINNOW_MAX_QUEUE_TIME", 1, 86_400),
            MaxRequests = environment.Number("WINNOW_MAX_REQUESTS", 1, int.MaxValue),
            MaxDocuments = environment.Number("WINNOW_MAX_DOCUMENTS", 1, int.MaxValue),
            MaxBodyBytes = environment.Number("WINNOW_MAX_BODY_BYTES", 1, int.MaxValue) ?? sageMaker.MaxBodyBytes,
            BatchTokens = environment.Number("WINNOW_BATCH_TOKENS", 1, int.MaxValue),
            TimeoutSeconds = environment.Number("WINNOW_TIMEOUT", 1, 86_400) ?? sageMaker.TimeoutSeconds,
        };
    }

    /// <summary>Sets the server's options.</summary>
    public void Apply(WinnowServerOptions server)
    {
        foreach (string model in Models)
            server.Models.Add(model);
        server.Engine = Engine;
        server.MaxRequests = MaxRequests ?? server.MaxRequests;
        server.MaxDocuments = MaxDocuments ?? server.MaxDocuments;
        server.MaxBodyBytes = MaxBodyBytes ?? server.MaxBodyBytes;
        server.BatchTokens = BatchTokens;
        if (TimeoutSeconds is { } seconds)
            server.Timeout = TimeSpan.FromSeconds(seconds);
        if (QueueSeconds is { } wait)
            server.MaxQueueTime = TimeSpan.FromSeconds(wait);
        SageMaker.Apply(server.SageMaker);
        Access.Apply(server);
    }

    /// <summary>Makes the options of the application around the server.</summary>
    public ServerHostOptions ServerHost()
    {
        var host = new ServerHostOptions { LogLevel = LogLevel };
        Access.Apply(host);
        return host;
    }

    static string ReadHost(EnvironmentReader environment)
    {
        // Other containers and the health checks of platforms come from outside.
        string host = environment.Text(HostVariable) ?? "*";
        return host is "localhost" or "*" || IPAddress.TryParse(host, out _) ? host : throw EnvironmentReader.Wrong(HostVariable, host, "an IP address, localhost, or * for all");
    }

    static EngineOptions ReadEngine(EnvironmentReader environment)
    {
        string precision = environment.Text("WINNOW_PRECISION") ?? Precision.Int8.Name();
        return new EngineOptions
        {
            Precision = PrecisionNames.TryParse(precision, out Precision known) ? known : throw EnvironmentReader.Wrong("WINNOW_PRECISION", precision, "int8, bf16 or float32"),
            Threads = environment.Number("WINNOW_THREADS", 1, 256),
            MaxTokens = environment.Number("WINNOW_MAX_TOKENS", 1, int.MaxValue),
        };
    }
}

using Winnow.Server.SageMaker;

namespace Winnow.Server;

/// <summary>Settings of the server.</summary>
/// <remarks>Set before the application starts; not safe to change afterwards.</remarks>
public sealed class WinnowServerOptions
{
    /// <summary>The most bytes of a request's body where nothing else is said.</summary>
    public const long DefaultMaxBodyBytes = 16 << 20;

    /// <summary>The most documents of a request where nothing else is said.</summary>
    public const int DefaultMaxDocuments = 10_000;

    /// <summary>The most requests that wait or are computed where nothing else is said.</summary>
    public const int DefaultMaxRequests = 512;

    /// <summary>The longest that the work in the queue may take where nothing else is said.</summary>
    public static readonly TimeSpan DefaultMaxQueueTime = TimeSpan.FromSeconds(15);

    /// <summary>Gets the models to serve: folders, or names of models that ship with Winnow or lie in <c>WINNOW_HOME</c>. The first serves requests that name no model.</summary>
    /// <value>The default is an empty list: the application's <see cref="IReranker"/> if it has one, else the model that ships with Winnow.</value>
    public IList<string> Models { get; } = [];

    /// <summary>Gets or sets how the models are loaded.</summary>
    /// <value>The default is int8, one thread for each processor, and the models' own limits of length.</value>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>Gets or sets whether a request that names a model which is not served gets the first one, as clients with a fixed model name need it.</summary>
    /// <value>The default is true: with one model served every name means that one; with several an unknown name is refused.</value>
    public bool AcceptAnyModelName { get; set; } = true;

    /// <summary>Gets or sets the most bytes of a request's body; more is refused with 413.</summary>
    /// <value>The default is 16,777,216 (16 MiB).</value>
    public long MaxBodyBytes { get; set; } = DefaultMaxBodyBytes;

    /// <summary>Gets or sets the most documents of a request; more is refused.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxDocuments { get; set; } = DefaultMaxDocuments;

    /// <summary>Gets or sets the most requests that wait or are computed; more are refused with 429 and <c>Retry-After</c>.</summary>
    /// <value>The default is 512.</value>
    public int MaxRequests { get; set; } = DefaultMaxRequests;

    /// <summary>Gets or sets the longest that the work of all requests that wait or are computed may take, by the speed measured so far; more are refused with 429 and <c>Retry-After</c>. A request that comes alone may take longer.</summary>
    /// <value>The default is 15 seconds, so that even who is overtaken by small requests all the time has an answer before clients give up.</value>
    public TimeSpan MaxQueueTime { get; set; } = DefaultMaxQueueTime;

    /// <summary>Gets or sets the tokens of a batch.</summary>
    /// <value>The default is null: 512 for each thread, so that no request waits longer for another one's batch than a few hundredths of a second.</value>
    public int? BatchTokens { get; set; }

    /// <summary>Gets or sets how long a request may take where it does not say so itself in <c>timeout</c>.</summary>
    /// <value>The default is null: as long as it takes.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets the keys that clients may show in <c>Authorization: Bearer</c>, <c>x-api-key</c> or <c>api-key</c>.</summary>
    /// <value>The default is none: everybody may ask.</value>
    public ApiKeySet ApiKeys { get; } = new();

    /// <summary>Gets or sets the most requests in a minute of each key, or of each address where there are no keys; more are refused with 429 and <c>Retry-After</c>.</summary>
    /// <value>The default is null: as many as the queue takes.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets whether queries and documents get into log and spans, and scores into spans.</summary>
    /// <value>The default is false, or true where the environment has <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true</c>.</value>
    public bool LogTexts { get; set; } = string.Equals(Environment.GetEnvironmentVariable("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets or sets whether there is a page at <c>/</c> on which people can try the server.</summary>
    /// <value>The default is true. An application's own page at that address goes first.</value>
    public bool Page { get; set; } = true;

    /// <summary>Gets the settings of the addresses by which Amazon SageMaker talks to a container.</summary>
    public SageMakerOptions SageMaker { get; } = new();

    /// <summary>Checks the settings.</summary>
    /// <exception cref="WinnowException">A value is out of its range.</exception>
    internal void Validate()
    {
        Check(MaxBodyBytes is >= 1 and <= int.MaxValue, nameof(MaxBodyBytes), MaxBodyBytes, $"from 1 to {int.MaxValue}");
        Check(MaxDocuments >= 1, nameof(MaxDocuments), MaxDocuments, "from 1");
        Check(MaxRequests >= 1, nameof(MaxRequests), MaxRequests, "from 1");
        Check(MaxQueueTime > TimeSpan.Zero, nameof(MaxQueueTime), MaxQueueTime, "longer than nothing");
        Check(BatchTokens is null or >= 1, nameof(BatchTokens), BatchTokens, "from 1");
        Check(RequestsPerMinute is null or >= 1, nameof(RequestsPerMinute), RequestsPerMinute, "from 1");
        SageMaker.Validate();
        Check(Timeout is null || Timeout > TimeSpan.Zero, nameof(Timeout), Timeout, "longer than nothing");
    }

    static void Check(bool good, string name, object? value, string wanted)
    {
        if (!good)
            throw new WinnowException($"{nameof(WinnowServerOptions)}.{name} is {value}; it must be {wanted}.");
    }
}

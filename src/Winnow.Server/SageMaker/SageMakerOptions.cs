namespace Winnow.Server.SageMaker;

/// <summary>Settings of the addresses by which Amazon SageMaker talks to a container.</summary>
/// <remarks>Set before the application starts; not safe to change afterwards.</remarks>
public sealed class SageMakerOptions
{
    /// <summary>The requests that a batch transform job sends at once where nothing else is said.</summary>
    public const int DefaultMaxConcurrentTransforms = 8;

    /// <summary>The most megabytes of a batch transform job's request where nothing else is said.</summary>
    public const int DefaultMaxPayloadMegabytes = 6;

    /// <summary>The folder in which SageMaker lays its files where nothing else is said.</summary>
    public const string DefaultBaseFolder = "/opt/ml";

    /// <summary>Gets or sets how many requests a batch transform job should send at once, which <c>/execution-parameters</c> tells it.</summary>
    /// <value>The default is 8: two computed, the others read and tokenized meanwhile.</value>
    public int MaxConcurrentTransforms { get; set; } = DefaultMaxConcurrentTransforms;

    /// <summary>Gets or sets whether a batch transform job should send one record a request or many, which <c>/execution-parameters</c> tells it.</summary>
    /// <value>The default is <see cref="SageMakerBatchStrategy.MultiRecord"/>, the faster.</value>
    public SageMakerBatchStrategy BatchStrategy { get; set; } = SageMakerBatchStrategy.MultiRecord;

    /// <summary>Gets or sets the most megabytes of a batch transform job's request, which <c>/execution-parameters</c> tells it; 0 for no limit. <see cref="WinnowServerOptions.MaxBodyBytes"/> is what holds.</summary>
    /// <value>The default is 6.</value>
    public int MaxPayloadMegabytes { get; set; } = DefaultMaxPayloadMegabytes;

    /// <summary>Gets or sets the media type of answers to <c>/invocations</c> whose request accepts any.</summary>
    /// <value>The default is null: <c>application/jsonlines</c> for JSON lines, else <c>application/json</c>.</value>
    public string? DefaultAccept { get; set; }

    /// <summary>Gets or sets whether models come and go by <c>/models</c>, as a multi-model endpoint wants it. The server then starts without any.</summary>
    /// <value>The default is false.</value>
    public bool MultiModel { get; set; }

    /// <summary>Gets or sets the folder from below which a multi-model endpoint may load models.</summary>
    /// <value>The default is <c>/opt/ml</c>.</value>
    public string BaseFolder { get; set; } = DefaultBaseFolder;

    /// <summary>Gets or sets the bytes that the weight files of a multi-model endpoint's loaded models may have together; a model beyond that is refused with 507, upon which SageMaker unloads others.</summary>
    /// <value>The default is null: three quarters of the memory that the process may use.</value>
    public long? ModelMemoryBytes { get; set; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="WinnowException">A value is out of its range.</exception>
    internal void Validate()
    {
        Check(MaxConcurrentTransforms >= 1, nameof(MaxConcurrentTransforms), MaxConcurrentTransforms, "from 1");
        Check(MaxPayloadMegabytes >= 0, nameof(MaxPayloadMegabytes), MaxPayloadMegabytes, "from 0");
        Check(ModelMemoryBytes is null or >= 1, nameof(ModelMemoryBytes), ModelMemoryBytes, "from 1");
        Check(!string.IsNullOrWhiteSpace(BaseFolder), nameof(BaseFolder), $"'{BaseFolder}'", "a folder");
        Check(
            DefaultAccept is null || InvocationTypes.IsAnswerType(DefaultAccept), nameof(DefaultAccept), $"'{DefaultAccept}'", $"{InvocationTypes.Json} or {InvocationTypes.Lines}");
    }

    static void Check(bool good, string name, object? value, string wanted)
    {
        if (!good)
            throw new WinnowException($"{nameof(SageMakerOptions)}.{name} is {value}; it must be {wanted}.");
    }
}

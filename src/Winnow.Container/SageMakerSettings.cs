using Winnow.Server.SageMaker;

namespace Winnow.Container;

/// <summary>What SageMaker puts into a container's environment.</summary>
/// <remarks>
/// <c>SAGEMAKER_SAFE_PORT_RANGE</c>, <c>SAGEMAKER_MODEL_SERVER_WORKERS</c>, <c>SAGEMAKER_STARTUP_TIMEOUT</c> and <c>SAGEMAKER_BATCH</c> are not needed: the server has one port and one process, and answers
/// batches as it answers everything.
/// </remarks>
sealed record SageMakerSettings
{
    public const string PortVariable = "SAGEMAKER_BIND_TO_PORT";

    const string AcceptVariable = "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT";
    const string PayloadVariable = "SAGEMAKER_MAX_PAYLOAD_IN_MB";
    const string StrategyVariable = "SAGEMAKER_BATCH_STRATEGY";
    const int MostPayloadMegabytes = 1024;

    public required string BaseFolder { get; init; }

    public required bool MultiModel { get; init; }

    public required SageMakerBatchStrategy BatchStrategy { get; init; }

    public string? DefaultAccept { get; init; }

    public int? MaxConcurrentTransforms { get; init; }

    public int? MaxPayloadMegabytes { get; init; }

    public int? ModelMemoryMegabytes { get; init; }

    public int? TimeoutSeconds { get; init; }

    /// <summary>Gets the most bytes of a body: what a batch job may send, where it says so; 0 stands for no limit.</summary>
    public long? MaxBodyBytes => MaxPayloadMegabytes switch
    {
        null => null,
        0 => int.MaxValue,
        { } megabytes => long.Min((long)megabytes << 20, int.MaxValue),
    };

    /// <summary>Gets the folder in which the unpacked archive of the one model lies.</summary>
    public string ModelFolder => Path.Combine(BaseFolder, "model");

    /// <summary>Reads the environment.</summary>
    /// <exception cref="WinnowException">A variable has a value that it cannot have.</exception>
    public static SageMakerSettings Read(EnvironmentReader environment) => new()
    {
        BaseFolder = environment.Text("SAGEMAKER_BASE_DIR") ?? SageMakerOptions.DefaultBaseFolder,
        MultiModel = environment.Switch("SAGEMAKER_MULTI_MODEL"),
        BatchStrategy = ReadStrategy(environment),
        DefaultAccept = ReadAccept(environment),
        MaxConcurrentTransforms = environment.Number("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", 1, 10_000),
        MaxPayloadMegabytes = environment.Number(PayloadVariable, 0, MostPayloadMegabytes),
        ModelMemoryMegabytes = environment.Number("WINNOW_MODEL_MEMORY_MB", 1, int.MaxValue),
        TimeoutSeconds = environment.Number("SAGEMAKER_MODEL_SERVER_TIMEOUT", 1, 86_400),
    };

    /// <summary>Sets the server's options.</summary>
    public void Apply(SageMakerOptions options)
    {
        options.BaseFolder = BaseFolder;
        options.MultiModel = MultiModel;
        options.BatchStrategy = BatchStrategy;
        options.DefaultAccept = DefaultAccept;
        options.MaxConcurrentTransforms = MaxConcurrentTransforms ?? options.MaxConcurrentTransforms;
        options.MaxPayloadMegabytes = MaxPayloadMegabytes ?? options.MaxPayloadMegabytes;
        options.ModelMemoryBytes = (long?)ModelMemoryMegabytes << 20;
    }

    // The names of the API, of environment variables and of the Python SDK differ in an underscore.
    static SageMakerBatchStrategy ReadStrategy(EnvironmentReader environment) => environment.Text(StrategyVariable) switch
    {
        null => SageMakerBatchStrategy.MultiRecord,
        { } text when Is(text, "MULTIRECORD") => SageMakerBatchStrategy.MultiRecord,
        { } text when Is(text, "SINGLERECORD") => SageMakerBatchStrategy.SingleRecord,
        { } text => throw EnvironmentReader.Wrong(StrategyVariable, text, "MULTI_RECORD or SINGLE_RECORD"),
    };

    // "Any" is what is done without the variable.
    static string? ReadAccept(EnvironmentReader environment)
    {
        string? type = environment.Text(AcceptVariable);
        if (type is null or "*/*")
            return null;
        return InvocationTypes.IsAnswerType(type) ? type : throw EnvironmentReader.Wrong(AcceptVariable, type, $"{InvocationTypes.Json} or {InvocationTypes.Lines}");
    }

    static bool Is(string text, string strategy) => text.Replace("_", "", StringComparison.Ordinal).Equals(strategy, StringComparison.OrdinalIgnoreCase);
}

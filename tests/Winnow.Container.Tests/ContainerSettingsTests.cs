using Microsoft.Extensions.Logging;
using Winnow.Container.Tests.Fakes;
using Winnow.Server;
using Winnow.Server.SageMaker;

namespace Winnow.Container.Tests;

public sealed class ContainerSettingsTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults()
    {
        ContainerSettings settings = Read(("SAGEMAKER_BASE_DIR", "/nowhere"));

        Assert.Equal("http://*:8080", settings.Url);
        Assert.Empty(settings.Models);
        Assert.Equal(LogLevel.Information, settings.LogLevel);
        Assert.Equal(new EngineOptions(), settings.Engine);
        var options = Apply(settings);
        Assert.Equal((WinnowServerOptions.DefaultMaxBodyBytes, WinnowServerOptions.DefaultMaxRequests, WinnowServerOptions.DefaultMaxDocuments), (options.MaxBodyBytes, options.MaxRequests, options.MaxDocuments));
        Assert.Equal((8, 6, SageMakerBatchStrategy.MultiRecord, false), (options.SageMaker.MaxConcurrentTransforms, options.SageMaker.MaxPayloadMegabytes, options.SageMaker.BatchStrategy, options.SageMaker.MultiModel));
        Assert.Null(options.Timeout);
    }

    [Fact]
    public void Read_PlainContainer_SetsTheServersOptions()
    {
        ContainerSettings settings = Read(
            ("WINNOW_MODEL", "turbo, /models/other"), ("WINNOW_HOST", "::1"), ("PORT", "9000"), ("WINNOW_THREADS", "3"), ("WINNOW_PRECISION", "float32"), ("WINNOW_MAX_TOKENS", "256"),
            ("WINNOW_MAX_REQUESTS", "10"), ("WINNOW_MAX_DOCUMENTS", "20"), ("WINNOW_MAX_BODY_BYTES", "30"), ("WINNOW_BATCH_TOKENS", "40"), ("WINNOW_TIMEOUT", "50"), ("WINNOW_LOG_LEVEL", "warning"));

        Assert.Equal("http://[::1]:9000", settings.Url);
        Assert.Equal(LogLevel.Warning, settings.LogLevel);
        var options = Apply(settings);
        Assert.Equal(["turbo", "/models/other"], options.Models);
        Assert.Equal(new EngineOptions { Threads = 3, Precision = Precision.Float32, MaxTokens = 256 }, options.Engine);
        Assert.Equal((10, 20, 30L, 40, TimeSpan.FromSeconds(50)), (options.MaxRequests, options.MaxDocuments, options.MaxBodyBytes, options.BatchTokens, options.Timeout));
    }

    [Fact]
    public void Read_Access_SetsTheServersAndTheHostsOptions()
    {
        ContainerSettings settings = Read(
            ("SAGEMAKER_BASE_DIR", "/nowhere"), ("WINNOW_API_KEYS", "one, two,"), ("WINNOW_RATE_LIMIT", "60"), ("WINNOW_CORS_ORIGINS", "https://search.example"), ("WINNOW_METRICS", "Public"), ("WINNOW_LOG_FORMAT", "json"),
            ("WINNOW_LOG_LEVEL", "error"), ("WINNOW_MAX_QUEUE_TIME", "5"));

        var options = Apply(settings);
        ServerHostOptions host = settings.ServerHost();
        Assert.Equal((2, 60, TimeSpan.FromSeconds(5)), (options.ApiKeys.Count, options.RequestsPerMinute, options.MaxQueueTime));
        Assert.Equal((MetricsAccess.Public, LogFormat.Json, LogLevel.Error), (host.Metrics, host.LogFormat, host.LogLevel));
        Assert.Equal(["https://search.example"], host.CorsOrigins);
    }

    [Theory]
    [InlineData("WINNOW_METRICS", "all", "must be key, public or off, not 'all'")]
    [InlineData("WINNOW_LOG_FORMAT", "xml", "must be text or json, not 'xml'")]
    [InlineData("WINNOW_RATE_LIMIT", "0", "must be a whole number from 1 to 1000000, not '0'")]
    public void Read_AccessThatCannotBe_NamesTheVariable(string variable, string value, string message)
    {
        WinnowException error = Assert.Throws<WinnowException>(() => Read(("SAGEMAKER_BASE_DIR", "/nowhere"), (variable, value)));

        Assert.Equal($"The environment variable {variable} {message}.", error.Message);
    }

    [Fact]
    public void Read_SageMaker_SetsTheServersOptions()
    {
        using var files = new OptMl();
        ContainerSettings settings = Read(
            ("SAGEMAKER_BASE_DIR", files.Folder), ("SAGEMAKER_BIND_TO_PORT", "9001"), ("WINNOW_PORT", "9002"), ("PORT", "9003"), ("SAGEMAKER_MULTI_MODEL", "True"), ("SAGEMAKER_MAX_PAYLOAD_IN_MB", "100"),
            ("SAGEMAKER_BATCH_STRATEGY", "SINGLE_RECORD"), ("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", "3"), ("SAGEMAKER_MODEL_SERVER_TIMEOUT", "55"), ("SAGEMAKER_CONTAINER_LOG_LEVEL", "40"),
            ("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "application/jsonlines"), ("WINNOW_MODEL_MEMORY_MB", "2048"));

        Assert.Equal("http://*:9001", settings.Url);
        Assert.Equal(LogLevel.Error, settings.LogLevel);
        var options = Apply(settings);
        Assert.Equal((100L << 20, TimeSpan.FromSeconds(55)), (options.MaxBodyBytes, options.Timeout));
        SageMakerOptions sageMaker = options.SageMaker;
        Assert.Equal((files.Folder, true, 100, 3), (sageMaker.BaseFolder, sageMaker.MultiModel, sageMaker.MaxPayloadMegabytes, sageMaker.MaxConcurrentTransforms));
        Assert.Equal((SageMakerBatchStrategy.SingleRecord, "application/jsonlines", 2048L << 20), (sageMaker.BatchStrategy, sageMaker.DefaultAccept, sageMaker.ModelMemoryBytes));
    }

    [Theory]
    [InlineData("0", int.MaxValue)]
    [InlineData("6", 6 << 20)]
    public void Read_MaxPayload_IsTheLimitOfBodies(string megabytes, long bytes) =>
        Assert.Equal(bytes, Apply(Read(("SAGEMAKER_MAX_PAYLOAD_IN_MB", megabytes))).MaxBodyBytes);

    [Theory]
    [InlineData("SAGEMAKER_BIND_TO_PORT", "http", "a whole number from 0 to 65535")]
    [InlineData("PORT", "70000", "a whole number from 0 to 65535")]
    [InlineData("WINNOW_HOST", "example.org", "an IP address, localhost, or * for all")]
    [InlineData("WINNOW_THREADS", "0", "a whole number from 1 to 256")]
    [InlineData("WINNOW_PRECISION", "int4", "int8, bf16 or float32")]
    [InlineData("WINNOW_MAX_TOKENS", "-1", "a whole number from 1 to 2147483647")]
    [InlineData("WINNOW_LOG_LEVEL", "loud", "debug, info, warning, error, critical, or one of Python's numbers from 10 to 50")]
    [InlineData("SAGEMAKER_CONTAINER_LOG_LEVEL", "21", "debug, info, warning, error, critical, or one of Python's numbers from 10 to 50")]
    [InlineData("SAGEMAKER_MULTI_MODEL", "yes", "true or false")]
    [InlineData("SAGEMAKER_BATCH_STRATEGY", "all", "MULTI_RECORD or SINGLE_RECORD")]
    [InlineData("SAGEMAKER_MAX_PAYLOAD_IN_MB", "1.5", "a whole number from 0 to 1024")]
    [InlineData("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv", "application/json or application/jsonlines")]
    public void Read_WrongValue_NamesVariableAndWhatItMustBe(string name, string value, string wanted) =>
        Assert.Equal($"The environment variable {name} must be {wanted}, not '{value}'.", Assert.Throws<WinnowException>(() => Read((name, value))).Message);

    [Fact]
    public void Read_ModelAndMultiModel_SaysToLeaveOneOut()
    {
        WinnowException error = Assert.Throws<WinnowException>(() => Read(("WINNOW_MODEL", "turbo"), ("SAGEMAKER_MULTI_MODEL", "true")));

        Assert.Contains("Leave one of them out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelNamed_GoesBeforeSageMakersFolder()
    {
        using var files = new OptMl();
        files.AddModel("model");

        Assert.Equal(["turbo"], Read(("SAGEMAKER_BASE_DIR", files.Folder), ("WINNOW_MODEL", "turbo")).Models);
    }

    [Fact]
    public void Read_EmptyModelFolder_StandsForTheModelInTheImage()
    {
        using var files = new OptMl();
        Directory.CreateDirectory(Path.Combine(files.Folder, "model"));

        Assert.Empty(Read(("SAGEMAKER_BASE_DIR", files.Folder)).Models);
    }

    static ContainerSettings Read(params (string Name, string Value)[] environment) =>
        ContainerSettings.Read(name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    static WinnowServerOptions Apply(ContainerSettings settings)
    {
        var options = new WinnowServerOptions();
        settings.Apply(options);
        options.Validate();
        return options;
    }
}

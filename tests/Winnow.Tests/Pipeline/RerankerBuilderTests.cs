using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Winnow.Tests.Pipeline;

public sealed class RerankerBuilderTests : IDisposable
{
    readonly CountingReranker _inner = new();
    readonly List<string> _trace = [];

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task Build_TwoWrappers_FirstIsOutermost()
    {
        using IReranker reranker = _inner.AsBuilder().Use(Tag("a")).Use(Tag("b")).Build();
        await reranker.RerankAsync("q", ["d"], null, TestContext.Current.CancellationToken);
        Assert.Equal([">a", ">b", "<b", "<a"], _trace);
    }

    [Fact]
    public void Build_NoWrappers_ReturnsInner() => Assert.Same(_inner, _inner.AsBuilder().Build());

    [Fact]
    public void Build_Services_ReachFactoryAndWrapper()
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        var seen = new List<IServiceProvider>();
        new RerankerBuilder(provider =>
        {
            seen.Add(provider);
            return _inner;
        }).Use((inner, provider) =>
        {
            seen.Add(provider);
            return inner;
        }).Build(services);
        Assert.Equal([services, services], seen);
    }

    [Fact]
    public void Build_NoServices_GivesEmptyProvider()
    {
        _inner.AsBuilder().Use((inner, services) =>
        {
            Assert.Null(services.GetService(typeof(string)));
            return inner;
        }).Build();
    }

    [Fact]
    public void Build_Twice_CallsFactoryTwice()
    {
        int calls = 0;
        var builder = new RerankerBuilder(_ =>
        {
            calls++;
            return new CountingReranker();
        });
        Assert.NotSame(builder.Build(), builder.Build());
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Build_FactoryReturnsNull_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new RerankerBuilder(_ => null!).Build());
        Assert.Equal("The factory of the innermost reranker returned null.", error.Message);
    }

    [Fact]
    public void Build_WrapperReturnsNull_ThrowsAndDisposesWhatTheFactoryMade()
    {
        RerankerBuilder builder = new RerankerBuilder(_ => _inner).Use(Tag("a")).Use(_ => null!).Use(Tag("c"));
        var error = Assert.Throws<InvalidOperationException>(() => builder.Build());
        Assert.Equal("Wrapper 2 of 3 returned null.", error.Message);
        Assert.Equal(["dispose c"], _trace);
        Assert.Equal(1, _inner.Disposals);
    }

    [Fact]
    public void Build_WrapperThrows_LeavesPassedInRerankerAlone()
    {
        RerankerBuilder builder = _inner.AsBuilder().Use(_ => throw new WinnowException("no"));
        Assert.Throws<WinnowException>(() => builder.Build());
        Assert.Equal(0, _inner.Disposals);
    }

    [Fact]
    public void Dispose_Pipeline_DisposesFromOutsideIn()
    {
        _inner.AsBuilder()
            .Use(Tag("a"))
            .UseLogging(new RecordingLogger(LogLevel.Debug))
            .UseOpenTelemetry()
            .UseCache(new RecordingCache())
            .Use(Tag("b"))
            .Build()
            .Dispose();
        Assert.Equal(["dispose a", "dispose b"], _trace);
        Assert.Equal(1, _inner.Disposals);
    }

    [Fact]
    public void GetService_Pipeline_FindsEachWrapperAndTheInner()
    {
        using IReranker reranker = _inner.AsBuilder()
            .UseLogging(new RecordingLogger(LogLevel.Debug))
            .UseOpenTelemetry()
            .UseCache(new RecordingCache())
            .Build();
        Assert.IsType<LoggingReranker>(reranker);
        Assert.NotNull(reranker.GetService(typeof(OpenTelemetryReranker)));
        Assert.NotNull(reranker.GetService(typeof(CachingReranker)));
        Assert.Same(_inner, reranker.GetService(typeof(CountingReranker)));
        Assert.Same(_inner.Metadata, reranker.GetService(typeof(RerankerMetadata)));
        Assert.Null(reranker.GetService(typeof(CountingReranker), "key"));
    }

    [Fact]
    public void UseLogging_NullLoggerFactory_AddsNothing() => Assert.Same(_inner, _inner.AsBuilder().UseLogging(NullLoggerFactory.Instance).Build());

    [Fact]
    public void UseLogging_NoFactoryAnywhere_BuildThrows() =>
        Assert.Throws<InvalidOperationException>(() => _inner.AsBuilder().UseLogging().Build());

    [Fact]
    public void UseCache_NoCacheAnywhere_BuildThrows() =>
        Assert.Throws<InvalidOperationException>(() => _inner.AsBuilder().UseCache().Build());

    [Fact]
    public async Task UseCache_CacheAndLoggerInServices_AreUsed()
    {
        var cache = new RecordingCache { ReadError = new TimeoutException() };
        var logger = new RecordingLogger(LogLevel.Warning);
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IDistributedCache>(cache).AddSingleton<ILoggerFactory>(logger).BuildServiceProvider();
        using IReranker reranker = _inner.AsBuilder().UseCache().Build(services);
        await reranker.RerankAsync("q", ["d"], null, TestContext.Current.CancellationToken);
        Assert.Equal(1, cache.Reads);
        Assert.Equal("Winnow.CachingReranker", Assert.Single(logger.Categories));
        Assert.Single(logger.Entries);
    }

    [Fact]
    public void Arguments_Null_Throw()
    {
        RerankerBuilder none = null!;
        Assert.Throws<ArgumentNullException>(() => new RerankerBuilder((IReranker)null!));
        Assert.Throws<ArgumentNullException>(() => new RerankerBuilder((Func<IServiceProvider, IReranker>)null!));
        Assert.Throws<ArgumentNullException>(() => ((IReranker)null!).AsBuilder());
        Assert.Throws<ArgumentNullException>(() => _inner.AsBuilder().Use((Func<IReranker, IReranker>)null!));
        Assert.Throws<ArgumentNullException>(() => _inner.AsBuilder().Use((Func<IReranker, IServiceProvider, IReranker>)null!));
        Assert.Throws<ArgumentNullException>(() => none.UseLogging());
        Assert.Throws<ArgumentNullException>(() => none.UseOpenTelemetry());
        Assert.Throws<ArgumentNullException>(() => none.UseCache());
    }

    Func<IReranker, IReranker> Tag(string tag) => inner => new TaggedReranker(inner, tag, _trace);
}

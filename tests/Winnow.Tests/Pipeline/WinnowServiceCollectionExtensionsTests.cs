using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Winnow.Tests.Pipeline;

public sealed class WinnowServiceCollectionExtensionsTests : IDisposable
{
    readonly ServiceCollection _services = new();
    readonly CountingReranker _inner = new();

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task AddWinnow_Pipeline_IsLazySingletonAndDisposedWithTheProvider()
    {
        int loads = 0;
        var logger = new RecordingLogger(LogLevel.Debug);
        _services.AddSingleton<ILoggerFactory>(logger).AddSingleton<IDistributedCache>(new RecordingCache());
        _services.AddWinnow(_ =>
        {
            loads++;
            return _inner;
        }).UseLogging().UseOpenTelemetry().UseCache();
        await using (ServiceProvider provider = _services.BuildServiceProvider())
        {
            Assert.Equal(0, loads);
            IReranker reranker = provider.GetRequiredService<IReranker>();
            Assert.Same(reranker, provider.GetRequiredService<IReranker>());
            using (IServiceScope scope = provider.CreateScope())
                Assert.Same(reranker, scope.ServiceProvider.GetRequiredService<IReranker>());
            Assert.IsType<LoggingReranker>(reranker);
            Assert.Single(await reranker.RerankAsync("q", ["d"], null, TestContext.Current.CancellationToken));
            Assert.Equal(0, _inner.Disposals);
        }

        Assert.Equal(1, loads);
        Assert.Equal(1, _inner.Disposals);
    }

    [Fact]
    public void AddWinnow_NeverResolved_LoadsNothing()
    {
        _services.AddWinnow(_ => throw new WinnowException("loaded"));
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.NotNull(provider);
    }

    [Fact]
    public void AddWinnow_LoadingFails_IsTriedAgain()
    {
        int loads = 0;
        _services.AddWinnow(_ => ++loads == 1 ? throw new WinnowException("not yet") : _inner);
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.Throws<WinnowException>(() => provider.GetRequiredService<IReranker>());
        Assert.Same(_inner, provider.GetRequiredService<IReranker>());
    }

    [Fact]
    public void AddWinnow_MissingModelFolder_FailsOnFirstResolutionNotBefore()
    {
        _services.AddWinnow("no such folder or model");
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.Throws<WinnowException>(() => provider.GetRequiredService<IReranker>());
    }

    [Fact]
    public async Task AddKeyedWinnow_TwoKeys_AreApartAndDisposed()
    {
        using var other = new CountingReranker();
        _services.AddKeyedWinnow("one", _ => _inner).UseOpenTelemetry();
        _services.AddKeyedWinnow("two", _ => other);
        await using (ServiceProvider provider = _services.BuildServiceProvider())
        {
            IReranker one = provider.GetRequiredKeyedService<IReranker>("one");
            Assert.Same(_inner, Assert.IsType<OpenTelemetryReranker>(one).GetService(typeof(CountingReranker)));
            Assert.Same(one, provider.GetRequiredKeyedService<IReranker>("one"));
            Assert.Same(other, provider.GetRequiredKeyedService<IReranker>("two"));
            Assert.Null(provider.GetService<IReranker>());
        }

        Assert.Equal(1, _inner.Disposals);
        Assert.Equal(1, other.Disposals);
    }

    [Fact]
    public void AddKeyedWinnow_MissingModelFolder_FailsOnFirstResolutionNotBefore()
    {
        _services.AddKeyedWinnow("key", "no such folder or model");
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.Throws<WinnowException>(() => provider.GetRequiredKeyedService<IReranker>("key"));
    }

    [Fact]
    public void AddWinnow_Always_AddsOneSingleton()
    {
        _services.AddWinnow();
        _services.AddKeyedWinnow("key");
        Assert.Equal(
            [(typeof(IReranker), null, ServiceLifetime.Singleton), (typeof(IReranker), "key", ServiceLifetime.Singleton)],
            _services.Select(service => (service.ServiceType, service.ServiceKey, service.Lifetime)));
    }

    [Fact]
    public void Arguments_Bad_Throw()
    {
        IServiceCollection none = null!;
        Assert.Throws<ArgumentNullException>(() => none.AddWinnow());
        Assert.Throws<ArgumentNullException>(() => none.AddKeyedWinnow("key"));
        Assert.Throws<ArgumentNullException>(() => _services.AddWinnow((Func<IServiceProvider, IReranker>)null!));
        Assert.Throws<ArgumentNullException>(() => _services.AddKeyedWinnow("key", (Func<IServiceProvider, IReranker>)null!));
        Assert.Throws<ArgumentException>(() => _services.AddWinnow(" "));
        Assert.Throws<ArgumentException>(() => _services.AddKeyedWinnow("key", ""));
        Assert.Empty(_services);
    }
}

namespace Winnow;

/// <summary>Puts wrappers around a reranker: logging, telemetry, a cache or one's own.</summary>
/// <remarks>
/// <para>The first wrapper added is the outermost: it sees a call first and its result last.</para>
/// <para>Not safe for concurrent use while wrappers are added; <see cref="Build"/> may be called by any number of threads after that.</para>
/// </remarks>
public sealed class RerankerBuilder
{
    readonly Func<IServiceProvider, IReranker> _createInner;
    readonly bool _ownsInner;
    readonly List<Func<IReranker, IServiceProvider, IReranker>> _wrappers = [];

    /// <summary>Starts from a reranker that is there already.</summary>
    /// <param name="inner">The innermost reranker. Disposing what <see cref="Build"/> returns disposes it too.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public RerankerBuilder(IReranker inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _createInner = _ => inner;
    }

    /// <summary>Starts from a factory, which each <see cref="Build"/> calls once.</summary>
    /// <param name="innerFactory">Creates the innermost reranker, which the result of <see cref="Build"/> then owns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="innerFactory"/> is null.</exception>
    public RerankerBuilder(Func<IServiceProvider, IReranker> innerFactory)
    {
        ArgumentNullException.ThrowIfNull(innerFactory);
        _createInner = innerFactory;
        _ownsInner = true;
    }

    /// <summary>Adds a wrapper inside those added before.</summary>
    /// <param name="wrapper">Wraps the reranker that it is given. Giving that one back adds nothing.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="wrapper"/> is null.</exception>
    public RerankerBuilder Use(Func<IReranker, IReranker> wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        return Use((inner, _) => wrapper(inner));
    }

    /// <summary>Adds a wrapper that needs services inside those added before.</summary>
    /// <param name="wrapper">
    /// Wraps the reranker that it is given, with the services given to <see cref="Build"/>. Giving that one back adds nothing.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="wrapper"/> is null.</exception>
    public RerankerBuilder Use(Func<IReranker, IServiceProvider, IReranker> wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        _wrappers.Add(wrapper);
        return this;
    }

    /// <summary>Creates the reranker with all its wrappers.</summary>
    /// <param name="services">Where factories and wrappers find services, or null for none.</param>
    /// <returns>The outermost reranker. Disposing it disposes the others.</returns>
    /// <exception cref="InvalidOperationException">A factory or wrapper gave null, or a wrapper found no service that it needs.</exception>
    /// <remarks>
    /// Where a wrapper throws, a reranker that came from a factory is disposed with the wrappers it already has; one that was passed in is left as it
    /// was.
    /// </remarks>
    public IReranker Build(IServiceProvider? services = null)
    {
        services ??= NoServices.Instance;
        IReranker reranker = _createInner(services) ?? throw new InvalidOperationException("The factory of the innermost reranker returned null.");
        try
        {
            for (int i = _wrappers.Count - 1; i >= 0; i--)
            {
                reranker = _wrappers[i](reranker, services)
                    ?? throw new InvalidOperationException($"Wrapper {i + 1} of {_wrappers.Count} returned null.");
            }
        }
        catch when (_ownsInner)
        {
            // A model holds hundreds of megabytes, and a service provider tries again at each request.
            reranker.Dispose();
            throw;
        }

        return reranker;
    }

    sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}

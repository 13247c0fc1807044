using System.Reflection;
using Winnow.Server.Batching;

namespace Winnow.Server.Models;

/// <summary>What clients may know about the server and a model before they ask for anything, over HTTP and gRPC alike.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class ServerFacts(ModelCatalog models, WinnowServerOptions options, QueueLimits limits)
{
    /// <summary>Gets the server's version, without the commit.</summary>
    public static string Version { get; } = typeof(ServerFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Gets the most requests that wait or are computed.</summary>
    public int MaxRequests => limits.Requests;

    /// <summary>Gets the tokens of a batch.</summary>
    public int BatchTokens => limits.BatchTokens;

    /// <summary>Gets the most documents of a request.</summary>
    public int MaxDocuments => options.MaxDocuments;

    /// <summary>Gets the number of requests that are tokenized at once: each on a thread of its own, so as many as there are processors.</summary>
    public static int TokenizationWorkers => Environment.ProcessorCount;

    /// <summary>Gets a model to tell about.</summary>
    /// <param name="name">Its name, or null or empty for the first.</param>
    public ModelLease Model(string? name) => models.Lease(name);
}

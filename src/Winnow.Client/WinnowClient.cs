using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Winnow.Client.Wire;

namespace Winnow.Client;

/// <summary>A reranker on a server: Winnow's, or another one that speaks Jina's rerank API.</summary>
/// <remarks>
/// <para>Safe for concurrent use. A call is one request to <c>/v1/rerank</c>; <see cref="WinnowClientServices.AddWinnowClient"/> gives a client that repeats it where that is of use.</para>
/// <para>Results carry the documents that were passed in; they do not travel back. A document that is too long for the model is read in pieces by Winnow's server, of which the best counts; a
/// reranker in the process cuts it instead. Half of a surrogate pair arrives as U+FFFD, as a reranker in the process reads it.</para>
/// </remarks>
/// <example>
/// <code>
/// using var reranker = new WinnowClient(new HttpClient(), new() { BaseAddress = new Uri("http://localhost:8080") });
/// var top = await reranker.RerankAsync("how do I reset my password?", documents, new() { TopN = 3 });
/// </code>
/// </example>
public sealed class WinnowClient : IReranker
{
    readonly Func<HttpClient> _http;
    readonly HttpClient? _owned;
    readonly Uri _address;
    readonly AuthenticationHeaderValue? _key;
    readonly TimeSpan _timeout;
    readonly bool _returnLogits;
    readonly TimeProvider _time;
    readonly RerankerMetadata _metadata;

    /// <summary>Creates a client that does not repeat calls.</summary>
    /// <param name="http">Sends the requests, and is disposed with the client. Its base address is not used; of its timeout and that of the options the shorter one ends a call.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="WinnowException">A setting is missing or out of its range.</exception>
    public WinnowClient(HttpClient http, WinnowClientOptions options)
        : this(() => http, options, TimeProvider.System)
    {
        ArgumentNullException.ThrowIfNull(http);
        _owned = http;
    }

    internal WinnowClient(Func<HttpClient> http, WinnowClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _http = http;
        _address = Address(options.BaseAddress!);
        _key = string.IsNullOrEmpty(options.ApiKey) ? null : new AuthenticationHeaderValue("Bearer", options.ApiKey);
        _timeout = options.Timeout;
        _returnLogits = options.ReturnLogits;
        _time = time;
        _metadata = new RerankerMetadata("winnow", options.Model);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException"><see cref="RerankOptions.MaxTokens"/> is set: the API has no such limit.</exception>
    /// <exception cref="WinnowException">The server refuses the request, for instance because of an empty query or an unknown model; the message is its own.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, refuses the key, is too busy, or has failed. <see cref="HttpRequestException.StatusCode"/> says which, if it has answered.</exception>
    /// <exception cref="TimeoutException">The call took longer than <see cref="WinnowClientOptions.Timeout"/>.</exception>
    public async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        for (int i = 0; i < documents.Count; i++)
        {
            if (documents[i] is null)
                throw new ArgumentNullException(nameof(documents), $"Document {i} is null.");
        }

        if (options?.MaxTokens is not null)
            throw new NotSupportedException($"{nameof(RerankOptions)}.{nameof(RerankOptions.MaxTokens)} cannot be sent: the API has no limit for pairs. Set it where the server loads its model.");
        cancellationToken.ThrowIfCancellationRequested();
        if (documents.Count == 0 || options?.TopN == 0)
            return [];

        var body = new RerankRequestBody(_metadata.ModelName, query, documents, options?.TopN, ReturnDocuments: false, _returnLogits ? true : null);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Default.RerankRequestBody);
        RerankAnswerBody answer = await SendAsync(json, cancellationToken).ConfigureAwait(false);
        return AnswerReader.Read(answer, documents, options);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType.IsInstanceOfType(this))
            return this;
        return serviceType == typeof(RerankerMetadata) ? _metadata : null;
    }

    /// <summary>Disposes the <see cref="HttpClient"/> that the client was created with.</summary>
    public void Dispose() => _owned?.Dispose();

    async Task<RerankAnswerBody> SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(json) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.Authorization = _key;
            using HttpResponseMessage response = await _http().SendAsync(request, deadline.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? AnswerReader.Parse(body) : throw ErrorReader.Read(response.StatusCode, body);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // HttpClient's own timeout ends here too.
            string limit = timer.IsCancellationRequested ? $" of {_timeout.TotalSeconds:0.###} s" : "";
            throw new TimeoutException($"The server at {_address} has not answered within the timeout{limit}.", error);
        }
    }

    // A relative address replaces what follows the last slash.
    static Uri Address(Uri server)
    {
        string path = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        // Clients of other kinds are given the whole address.
        return new Uri(path.EndsWith("/rerank", StringComparison.OrdinalIgnoreCase) ? path : path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? $"{path}/rerank" : $"{path}/v1/rerank");
    }
}

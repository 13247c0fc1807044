using System.Text.Json;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>One JSON request of an invocation, with the way in which its answer is written.</summary>
abstract class InvocationBody
{
    /// <summary>Gets the dialect of errors.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>Gets the format's name, for telemetry.</summary>
    public abstract string Name { get; }

    /// <summary>Gets whether results can be sent as they come.</summary>
    public abstract bool CanStream { get; }

    /// <summary>Finds which kind of body it is: that of Jina's package, or any that <c>/rerank</c> takes.</summary>
    public static InvocationBody Of(JsonFields body) => body.Has("data") ? new JinaPackageBody(body) : new PlainBody(WinnowServerRoutes.ByFields(body), body);

    /// <summary>Reads the calls.</summary>
    /// <param name="model">The model's name where the address has one, else null.</param>
    /// <exception cref="ApiException">A field is missing or wrong.</exception>
    public IReadOnlyList<RerankCall> Read(string? model)
    {
        IReadOnlyList<RerankCall> calls = Read();
        return model is null ? calls : [.. calls.Select(call => call with { Model = model })];
    }

    /// <summary>Writes the answer.</summary>
    public abstract void Write(Utf8JsonWriter json, IReadOnlyList<RerankAnswer> answers);

    protected abstract IReadOnlyList<RerankCall> Read();

    sealed class PlainBody(Dialect dialect, JsonFields body) : InvocationBody
    {
        public override Dialect Dialect => dialect;

        public override string Name => dialect.Name;

        public override bool CanStream => true;

        public override void Write(Utf8JsonWriter json, IReadOnlyList<RerankAnswer> answers) => dialect.Write(json, answers[0]);

        protected override IReadOnlyList<RerankCall> Read() => [dialect.Read(body) with { Dialect = dialect.Name }];
    }
}

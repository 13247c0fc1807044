using Winnow.Evaluation.FirstStage;
using Winnow.Kernels.MatMul;
using Winnow.Models;

namespace Winnow.Evaluation.Scorers;

/// <summary>Loads whatever kind of model a folder holds.</summary>
public static class CandidateScorer
{
    /// <summary>The longest pair of BEIR's protocol, in tokens.</summary>
    public const int DefaultMaxTokens = DenseOptions.DefaultMaxTokens;

    /// <summary>Loads a reranker, or an embedder to be used as one.</summary>
    /// <param name="model">A model folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="options">Settings of the engine, or null for the defaults. Without a token limit texts are cut to 512 tokens, or to the model's own limit where that is less.</param>
    /// <param name="name">The name for files and tables, or null for the model's.</param>
    /// <exception cref="WinnowException">There is no such model, or a file of it is malformed or not supported.</exception>
    public static ICandidateScorer Load(string model, EngineOptions? options = null, string? name = null)
    {
        options ??= new EngineOptions();
        return IsReranker(model) ? new RerankerScorer(model, options, name) : new EmbedderScorer(model, new DenseOptions { Engine = options }, name);
    }

    /// <summary>Gets whether a model is a reranker, without reading its weights.</summary>
    /// <param name="model">A model folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <exception cref="WinnowException">There is no such model, or a file of it is malformed or not supported.</exception>
    public static bool IsReranker(string model)
    {
        using ModelParts parts = ModelParts.Open(ModelFolder.Find(model), MatMulKernels.Best);
        return parts.IsReranker;
    }
}

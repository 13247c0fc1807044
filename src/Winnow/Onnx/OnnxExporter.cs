using System.Globalization;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;
using Winnow.Models;
using Winnow.Models.Heads;
using Winnow.Models.Interaction;
using Winnow.Onnx.Families;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;
using Winnow.Tokenization;

namespace Winnow.Onnx;

/// <summary>Writes a model folder as an ONNX model, for runtimes on GPUs, in browsers and on phones.</summary>
/// <remarks>
/// <para>
/// Inputs: <c>input_ids</c>, <c>attention_mask</c> and, for models that have token types, <c>token_type_ids</c>; int64 [batch, sequence], of any two sizes.
/// A mask of 1 is a token, 0 is padding; padding follows the tokens and does not change a result. Output: <c>logits</c>, float [batch, 1], for a reranker;
/// <c>sentence_embedding</c>, float [batch, size], for an embedder.
/// </para>
/// <para>
/// For a model with an interaction head a row is the query with its special tokens and, right behind, the document with its own; <c>token_type_ids</c> is 0 for the query's tokens and 1 for
/// the document's, and says what attends to what.
/// </para>
/// <para>
/// The model's metadata has <c>winnow.architecture</c>, <c>winnow.max_tokens</c> and, for a reranker, <c>winnow.activation</c>: sigmoid or identity, which makes a score of a logit; with an
/// interaction head also <c>winnow.head</c>, <c>winnow.query_prompt</c> and <c>winnow.document_prompt</c>.
/// </para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Exports a model.</summary>
    /// <param name="model">A model folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="outputPath">
    /// The file to write, for instance <c>model.onnx</c>; its folder must exist, and an existing file is replaced. Weights of more than 2 GB lie beside it in
    /// a file of the same name with <c>_data</c> behind it; the two belong together. Files appear under their names only when they are complete.
    /// </param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="outputPath"/> is empty.</exception>
    /// <exception cref="WinnowException">The model does not load, or the file cannot be written.</exception>
    public static void Export(string model, string outputPath, OnnxOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        options ??= new OnnxOptions();
        string folder = ModelFolder.Find(model);
        Head head = LoadOnce(folder);

        using ModelParts parts = ModelParts.Open(folder, MatMulKernels.Best);
        Tokenizer? tokenizer = parts.Lexical is null && !parts.HasLateInteraction ? null : ModelParts.ReadTokenizer(folder);
        LexicalMatch? lexical = tokenizer is null ? null : parts.LoadLexicalMatch(tokenizer);
        LateInteraction? late = tokenizer is null ? null : parts.LoadLateInteraction(tokenizer);
        var graph = new GraphBuilder();
        var inputs = new InputGraph(graph);
        var layers = new LayerGraph(graph, parts.Source, options.Precision == Precision.Int8);
        var family = FamilyGraph.Create(parts.Family, graph, inputs, parts.Source, layers);
        using var modules = new ModuleGraph(folder, graph, parts.Source);

        string states = family.Encode();
        graph.Scope = "head/";
        string result = parts.IsReranker ? "logits" : "sentence_embedding";
        graph.Rename(AddHead(), result);

        var file = new OnnxFile
        {
            Nodes = graph.Nodes,
            Initializers = graph.Initializers,
            Inputs = inputs.Inputs,
            Outputs = [new ValueInfo(result, ElementType.Float, ["batch", head.OutputSize.ToString(CultureInfo.InvariantCulture)])],
            Values = graph.Values,
            Metadata = Metadata(parts),
        };
        file.Write(outputPath, options.LargestSingleFile);

        string AddHead()
        {
            if (parts.Interaction is { } interaction)
                return AddInteraction(interaction);
            string pooled = graph.Pool(head.Pooling, states, inputs);
            return parts.HasClassifier ? family.Classify(pooled) : modules.Add(pooled);
        }

        string AddInteraction(InteractionSettings interaction)
        {
            string logit = graph.ScaledCosine(states, inputs, InteractionParts.Scale(parts.Source), InteractionParts.Bias(parts.Source));
            if (tokenizer is null)
                return logit;
            (string query, string document) = graph.Texts(inputs, tokenizer.Tokenize(interaction.QueryPrompt), tokenizer.Tokenize(interaction.DocumentPrompt));
            if (lexical is not null)
                logit = graph.Add("Add", logit, graph.LexicalMatch(query, document, lexical));
            return late is null ? logit : graph.Add("Add", logit, graph.LateInteraction(states, query, document, late));
        }
    }

    // The engine's own loading is the check of the folder: what it refuses, with a message, is not exported. Its memory is free again before the export begins.
    static Head LoadOnce(string folder)
    {
        using ModelParts parts = ModelParts.Open(folder, MatMulKernels.Best);
        parts.Family.LoadEncoder(parts.Source);
        return parts.LoadHead();
    }

    static List<KeyValuePair<string, string>> Metadata(ModelParts parts)
    {
        List<KeyValuePair<string, string>> metadata =
        [
            new("winnow.architecture", parts.Family.Name),
            new("winnow.max_tokens", parts.MaxTokens.ToString(CultureInfo.InvariantCulture)),
        ];
        if (parts.IsReranker)
            metadata.Add(new("winnow.activation", parts.ScoreActivation == Activation.Sigmoid ? "sigmoid" : "identity"));
        if (parts.Interaction is { } interaction)
        {
            metadata.Add(new("winnow.head", "interaction"));
            metadata.Add(new("winnow.query_prompt", interaction.QueryPrompt));
            metadata.Add(new("winnow.document_prompt", interaction.DocumentPrompt));
        }

        return metadata;
    }
}

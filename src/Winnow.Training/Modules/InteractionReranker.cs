using System.Runtime.InteropServices;
using Winnow.Kernels;
using Winnow.Kernels.MatMul;
using Winnow.Models;
using Winnow.Models.Configuration;
using Winnow.Models.Interaction;
using Winnow.Tokenization;
using Winnow.Training.Conversion;
using Winnow.Weights;
using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>
/// A head that starts at a bi-encoder's quality: query and document go through the lower layers apart; in the upper ones each head <c>h</c> also looks across, with a
/// learned gate added to those scores; <c>logit = scale cos(mean of the query's states, mean of the document's) + bias</c>, <c>+ weight m</c> where it has a <see cref="LexicalMatch"/>,
/// and <c>- weight u</c> where it has a <see cref="LateInteraction"/>.
/// </summary>
sealed class InteractionReranker : TrainableReranker
{
    const string Scale = "interaction.scale", Bias = "interaction.bias";

    readonly int _open;
    readonly string _queryPrompt, _documentPrompt;
    readonly int[] _queryStart, _documentStart;

    InteractionReranker(TrainableEncoder encoder, Tokenizer tokenizer, int open, string queryPrompt, string documentPrompt)
        : base(encoder, tokenizer)
    {
        _open = open;
        (_queryPrompt, _documentPrompt) = (queryPrompt, documentPrompt);
        (_queryStart, _documentStart) = (tokenizer.Tokenize(queryPrompt), tokenizer.Tokenize(documentPrompt));
    }

    /// <summary>Gets how many of the last layers let query and document see each other.</summary>
    public int OpenLayers => _open;

    /// <summary>Gets the lexical match, or null. Its own weight is the one of the beginning.</summary>
    public LexicalMatch? Lexical { get; private set; }

    /// <summary>Gets the weight of the lexical match as it is now.</summary>
    public float LexicalWeight => Parameters.Values(LexicalMatch.WeightTensor)[0];

    /// <summary>Gets the late interaction, or null. Its own weight is the one of the beginning.</summary>
    public LateInteraction? Late { get; private set; }

    /// <summary>Gets the weight of the late interaction as it is now.</summary>
    public float LateWeight => Parameters.Values(LateInteraction.WeightTensor)[0];

    public override IReadOnlyDictionary<string, object> HeadConfig
    {
        get
        {
            var fields = new Dictionary<string, object>
            {
                ["architectures"] = new[] { "WinnowInteractionReranker" },
                ["interaction_layers"] = _open,
                ["query_prompt"] = _queryPrompt,
                ["document_prompt"] = _documentPrompt,
            };
            if (Lexical is not null)
            {
                fields[LexicalSettings.SaturationField] = Lexical.Settings.Saturation;
                fields[LexicalSettings.LengthWeightField] = Lexical.Settings.LengthWeight;
                fields[LexicalSettings.LengthField] = Lexical.Settings.Length;
            }

            return fields;
        }
    }

    public override IReadOnlyList<string> HeadNames =>
        [GateName, Scale, Bias, .. Lexical is null ? [] : (string[])[LexicalMatch.WeightTensor], .. Late is null ? [] : (string[])[LateInteraction.WeightTensor]];

    public override IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> FixedTensors
    {
        get
        {
            if (Lexical is not null)
                yield return (LexicalMatch.TermWeightsTensor, TensorType.F32, [Lexical.TermWeights.Length], MemoryMarshal.AsBytes(Lexical.TermWeights).ToArray());
            if (Late is not null)
                yield return (LateInteraction.CenterTensor, TensorType.F32, [Late.Center.Length], MemoryMarshal.AsBytes(Late.Center).ToArray());
            if (Late is { TermWeights.IsEmpty: false })
                yield return (LateInteraction.TermWeightsTensor, TensorType.F32, [Late.TermWeights.Length], MemoryMarshal.AsBytes(Late.TermWeights).ToArray());
        }
    }

    /// <summary>Reads the head of a folder.</summary>
    public static InteractionReranker Read(TrainableEncoder encoder, Tokenizer tokenizer, JsonSettings config, ModelWeights weights)
    {
        int open = config.Int("interaction_layers", 0, encoder.Shape.Layers);
        var reranker = new InteractionReranker(encoder, tokenizer, open, config.Text("query_prompt", ""), config.Text("document_prompt", ""));
        reranker.Parameters.Read(weights, "", GateName, open, encoder.Shape.Heads);
        reranker.Parameters.Read(weights, "", Scale, 1);
        reranker.Parameters.Read(weights, "", Bias, 1);
        // The engine's own reading, with its checks; nothing is packed.
        using var memory = new WeightMemory();
        var source = new ModelSource(config, weights, MatMulKernels.Best, memory, Precision.Float32);
        if (LexicalSettings.Find(source) is { } settings)
            reranker.SetLexical(LexicalMatch.Load(source, settings, InteractionSettings.Read(config)!, tokenizer));
        if (LateInteraction.IsIn(source))
            reranker.SetLate(LateInteraction.Load(source, InteractionSettings.Read(config)!, tokenizer));
        return reranker;
    }

    /// <summary>Puts a new head onto an encoder.</summary>
    /// <param name="encoder">The layers.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="open">How many of the last layers let query and document see each other.</param>
    /// <param name="queryPrompt">The text before each query.</param>
    /// <param name="documentPrompt">The text before each document.</param>
    /// <param name="gate">What each head adds to scores between the two at the start; far below 0 the head is a bi-encoder's.</param>
    public static InteractionReranker Create(TrainableEncoder encoder, Tokenizer tokenizer, int open, string queryPrompt, string documentPrompt, float gate)
    {
        var reranker = new InteractionReranker(encoder, tokenizer, open, queryPrompt, documentPrompt);
        var gates = new float[open * encoder.Shape.Heads];
        Array.Fill(gates, gate);
        reranker.Parameters.Set(GateName, gates, open, encoder.Shape.Heads);
        // Cosines of E5 and its like differ by tenths at most: twenty times makes logits of them.
        reranker.Parameters.Set(Scale, [20f], 1);
        reranker.Parameters.Set(Bias, [0f], 1);
        return reranker;
    }

    /// <summary>Adds the lexical match, or replaces it.</summary>
    /// <param name="settings">k1, b and L.</param>
    /// <param name="weight">Its weight, which is trained.</param>
    /// <param name="termWeights">What each entry of the vocabulary counts, which stays.</param>
    public void SetLexical(LexicalSettings settings, float weight, float[] termWeights) => SetLexical(new LexicalMatch(settings, weight, termWeights, _queryStart, _documentStart));

    /// <summary>Adds the late interaction, or replaces it.</summary>
    /// <param name="weight">Its weight, which is trained.</param>
    /// <param name="center">The usual state of a token, which stays.</param>
    /// <param name="termWeights">What each entry of the vocabulary counts, which stays; empty where all count alike.</param>
    public void SetLate(float weight, float[] center, float[] termWeights) => SetLate(new LateInteraction(weight, center, termWeights, _queryStart, _documentStart));

    /// <summary>Sums the last states of the tokens of texts, without special tokens and prompts, queries' and documents' together; those of a query once for each of its documents.</summary>
    /// <returns>The sum, and the number of tokens.</returns>
    public (double[] Sum, long Tokens) SumTextStates(PairTokens pairs)
    {
        using var still = no_grad();
        using var scope = NewDisposeScope();
        Tensor sum = zeros(Encoder.Shape.HiddenSize, float64, Parameters.Device), count = zeros(1, float64, Parameters.Device);
        object? prepared = Prepare(pairs);
        foreach (int[] group in pairs.Groups(GroupTokens, ExtraTokens(pairs)))
        {
            using var inner = NewDisposeScope();
            PairStates last = LastStates(pairs, group, prepared);
            foreach ((Tensor states, Tensor text) in (ReadOnlySpan<(Tensor, Tensor)>)[(last.Query, QueryText(last, [])), (last.Document, DocumentText(last))])
            {
                sum.add_((states * text.unsqueeze(-1)).to(float64).sum([0, 1]));
                count.add_(text.sum());
            }
        }

        Parameters.Forget();
        return (sum.cpu().data<double>().ToArray(), (long)count.item<double>());
    }

    /// <summary>Copies the reranker with only some of its layers; those that were open stay open with their gates.</summary>
    public InteractionReranker Keep(IReadOnlyList<int> layers)
    {
        int closed = Encoder.Shape.Layers - _open, heads = Encoder.Shape.Heads;
        int[] open = [.. layers.Where(layer => layer >= closed)];
        float[] gates = Parameters.Values(GateName);
        var smaller = new InteractionReranker(LayerChoice.Keep(Encoder, layers), Tokenizer, open.Length, _queryPrompt, _documentPrompt);
        smaller.Parameters.Set(GateName, [.. open.SelectMany(layer => gates.Skip((layer - closed) * heads).Take(heads))], open.Length, heads);
        smaller.Parameters.Set(Scale, Parameters.Values(Scale), 1);
        smaller.Parameters.Set(Bias, Parameters.Values(Bias), 1);
        if (Lexical is not null)
            smaller.SetLexical(Lexical.Settings, LexicalWeight, Lexical.TermWeights.ToArray());
        if (Late is not null)
            smaller.SetLate(LateWeight, Late.Center.ToArray(), Late.TermWeights.ToArray());
        return smaller;
    }

    public override void Rescale(double scale, double shift)
    {
        Change(Scale, scale, 0);
        Change(Bias, scale, shift);
        if (Lexical is not null)
            Change(LexicalMatch.WeightTensor, scale, 0);
        if (Late is not null)
            Change(LateInteraction.WeightTensor, scale, 0);
    }

    protected override int ExtraTokens(PairTokens pairs) => pairs.Queries.Max(query => query.Length) + _queryStart.Length + _documentStart.Length + (2 * Tokenizer.SingleOverhead);

    protected override object? Prepare(PairTokens pairs)
    {
        int[][] queries = [.. pairs.Queries.Select(query => Encode(_queryStart, query))];
        TokenBatch batch = TokenBatch.Create(queries, null, 0, Parameters.Device);
        return new Queries(queries, batch, Lower(batch));
    }

    protected override Tensor ScoreGroup(PairTokens pairs, int[] group, object? prepared)
    {
        PairStates last = LastStates(pairs, group, prepared);
        Tensor query = TokenBatch.Mean(last.Query, last.QueryMask), document = TokenBatch.Mean(last.Document, last.DocumentMask);
        Tensor logits = (nn.functional.cosine_similarity(query, document, 1) * Parameters[Scale]) + Parameters[Bias];
        if (Lexical is not null)
        {
            float[] matches = [.. last.QueryTokens.Zip(last.DocumentTokens, (query, document) => Lexical.Match(query, document))];
            logits += tensor(matches, device: Parameters.Device) * Parameters[LexicalMatch.WeightTensor];
        }

        if (Late is not null)
        {
            Tensor center = tensor(Late.Center.ToArray(), device: Parameters.Device);
            logits -= UncoveredTokens.Compute(last.Query, QueryText(last, Late.TermWeights), last.Document, DocumentText(last), center) * Parameters[LateInteraction.WeightTensor];
        }

        return logits;
    }

    PairStates LastStates(PairTokens pairs, int[] group, object? prepared)
    {
        (int[][] queryTokens, TokenBatch queries, Tensor queryStates) = (Queries)prepared!;
        int[][] documentTokens = [.. group.Select(i => Encode(_documentStart, pairs.Documents[i]))];
        TokenBatch documents = TokenBatch.Create(documentTokens, null, 1, Parameters.Device);
        Tensor own = tensor(group.Select(i => (long)pairs.QueryOf[i]).ToArray(), device: Parameters.Device);
        long split = queries.Length;
        Tensor queryMask = queries.Mask.index_select(0, own);
        Tensor x = cat([queryStates.index_select(0, own), Lower(documents)], 1);
        if (_open > 0)
        {
            EncoderShape shape = Encoder.Shape;
            Tensor padding = AttentionBias.Padding(cat([queryMask, documents.Mask], 1)).to(Parameters.Compute);
            Tensor within = AttentionBias.Alibi(shape.Slopes, split, Parameters.Device), among = AttentionBias.Alibi(shape.Slopes, documents.Length, Parameters.Device);
            for (int n = 0; n < _open; n++)
                x = Encoder.Apply(shape.Layers - _open + n, x, padding + AttentionBias.Joined(within, among, Parameters[GateName].select(0, n)).to(Parameters.Compute));
        }

        int[][] ownTokens = [.. group.Select(i => queryTokens[pairs.QueryOf[i]])];
        return new PairStates(ownTokens, x.narrow(1, 0, split), queryMask, documentTokens, x.narrow(1, split, documents.Length), documents.Mask);
    }

    Tensor QueryText(PairStates last, ReadOnlySpan<float> termWeights) => UncoveredTokens.TextMask(last.QueryTokens, _queryStart, termWeights, last.Query.shape[1], Parameters.Device);

    Tensor DocumentText(PairStates last) => UncoveredTokens.TextMask(last.DocumentTokens, _documentStart, [], last.Document.shape[1], Parameters.Device);

    void SetLexical(LexicalMatch lexical)
    {
        Lexical = lexical;
        Parameters.Set(LexicalMatch.WeightTensor, [lexical.Weight], 1);
    }

    void SetLate(LateInteraction late)
    {
        Late = late;
        Parameters.Set(LateInteraction.WeightTensor, [late.Weight], 1);
    }

    Tensor Lower(TokenBatch batch)
    {
        Tensor x = Encoder.Embed(batch), bias = Encoder.Bias(batch);
        for (int n = 0; n < Encoder.Shape.Layers - _open; n++)
            x = Encoder.Apply(n, x, bias);
        return x;
    }

    int[] Encode(int[] start, int[] text)
    {
        int room = MaxTokens - Tokenizer.SingleOverhead;
        int[] tokens = [.. start, .. text];
        return Tokenizer.Assemble(tokens.AsSpan(0, Math.Min(room, tokens.Length))).Ids;
    }

    // What all groups of a call share.
    sealed record Queries(int[][] Tokens, TokenBatch Batch, Tensor States);

    // A group's tokens as the layers read them, and what the last layer gave for them: a row a pair.
    sealed record PairStates(int[][] QueryTokens, Tensor Query, Tensor QueryMask, int[][] DocumentTokens, Tensor Document, Tensor DocumentMask);
}

using Winnow.Kernels;
using Winnow.Models.Attention;
using Winnow.Models.Layers;
using Winnow.Threading;

namespace Winnow.Models;

/// <summary>One run of an encoder over a packed batch, and the memory that it needs.</summary>
/// <remarks>
/// <para>A layer is two steps: the attention, whose pieces are (span of tokens, head, block of queries), and everything else, whose pieces are blocks of rows that
/// need nothing of each other. The same code serves many short pairs on one thread each and one long pair on all threads: only the team differs.</para>
/// <para>Where only the first token's vector is wanted, the last layer works for the first tokens alone (<see cref="FirstTokens"/>), but for the keys and values of all tokens where
/// it cannot do without these.</para>
/// <para>Below an interaction the segments of a sequence attend each to itself, as if they were sequences. What these layers make of a segment does not depend on the other one:
/// <see cref="RunClosed"/> stops there, and <see cref="RunOpen(PackedBatch, ThreadTeam, CancellationToken)"/> goes on from what it gave, to the same bits.</para>
/// <para>Memory grows to the largest batch seen and is used again: a warm pass allocates nothing. One run at a time.</para>
/// </remarks>
sealed unsafe class EncoderPass : IWork, IDisposable
{
    readonly Encoder _encoder;
    readonly LayerScratch[] _layerScratch;
    readonly AttentionScratch[] _attentionScratch;
    readonly AlignedBuffer _states = new();
    readonly AlignedBuffer _queriesKeysValues = new();
    readonly AlignedBuffer _context = new();
    readonly FirstTokens _firstTokens;
    readonly TokenPositions _positions = new();
    readonly AttentionPieces _pieces = new();

    PackedBatch _batch = new([], [], [0]);
    CancellationToken _cancellationToken;
    bool _firstTokensWanted;
    Step _step;
    int _layer;
    int _endLayer;
    RowBlocks _rows;

    /// <summary>Creates a pass.</summary>
    /// <param name="encoder">The weights.</param>
    /// <param name="workers">The number of workers of the largest team that runs it.</param>
    public EncoderPass(Encoder encoder, int workers)
    {
        _encoder = encoder;
        _firstTokens = new FirstTokens(encoder);
        _layerScratch = new LayerScratch[workers];
        _attentionScratch = new AttentionScratch[workers];
        for (int worker = 0; worker < workers; worker++)
        {
            _layerScratch[worker] = new LayerScratch();
            _attentionScratch[worker] = new AttentionScratch();
        }
    }

    enum Step
    {
        Embed,
        Enter,
        QueryFirstTokens,
        Attend,
        Finish,
    }

    // Queries, keys and values of a token lie side by side.
    int Stride => 3 * _encoder.HiddenSize;

    bool IsLastLayer => _layer == _encoder.Layers.Count - 1;

    // What attends within itself in the current layer.
    int[] Spans => _layer < _encoder.ClosedLayers ? _batch.Segments : _batch.Offsets;

    // Whether the current layer goes on with the first tokens alone.
    bool AtFirstTokens => _firstTokensWanted && IsLastLayer;

    // Whether a piece of the current attention is a whole sequence.
    bool AttendsAbsorbed => AtFirstTokens && _firstTokens.AreAbsorbed;

    /// <summary>Runs the encoder.</summary>
    /// <param name="batch">The sequences, each with at least one token.</param>
    /// <param name="firstTokensOnly">Whether only the first token's vector of each sequence is wanted.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Looked at between pieces of work.</param>
    /// <returns>The vectors, one a sequence or one a token, valid until the next run.</returns>
    /// <exception cref="InvalidOperationException">All tokens are wanted of a model that was loaded for the first ones.</exception>
    public float* Run(PackedBatch batch, bool firstTokensOnly, ThreadTeam team, CancellationToken cancellationToken)
    {
        Begin(batch, firstTokensOnly, team, cancellationToken);
        RunFromTokens(_encoder.Layers.Count, team);
        return firstTokensOnly ? _firstTokens.States : _states.Pointer;
    }

    /// <summary>Runs the layers in which segments do not see each other.</summary>
    /// <param name="batch">The segments, each with at least one token: as sequences of their own, or as pairs.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Looked at between pieces of work.</param>
    /// <returns>The input of the first open layer, a vector a token, valid until the next run.</returns>
    public float* RunClosed(PackedBatch batch, ThreadTeam team, CancellationToken cancellationToken)
    {
        Begin(batch, false, team, cancellationToken);
        RunFromTokens(_encoder.ClosedLayers, team);
        return _states.Pointer;
    }

    /// <summary>Runs the layers in which segments see each other.</summary>
    /// <param name="batch">The pairs; their ids and types are not looked at.</param>
    /// <param name="segments">For each segment of the batch what <see cref="RunClosed"/> gave for its tokens.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Looked at between pieces of work.</param>
    /// <returns>The vectors, one a token, valid until the next run.</returns>
    public float* RunOpen(PackedBatch batch, ReadOnlySpan<float[]> segments, ThreadTeam team, CancellationToken cancellationToken)
    {
        Reserve(batch.Tokens);
        for (int segment = 0; segment < segments.Length; segment++)
            segments[segment].CopyTo(_states.Span((long)batch.Segments[segment] * _encoder.HiddenSize, segments[segment].Length));
        return RunOpen(batch, team, cancellationToken);
    }

    /// <summary>Runs the layers in which segments see each other on what <see cref="Reserve"/>'s memory holds.</summary>
    /// <param name="batch">The pairs, whose tokens' vectors after the closed layers lie there, one after the other.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Looked at between pieces of work.</param>
    /// <returns>The vectors, one a token, valid until the next run.</returns>
    public float* RunOpen(PackedBatch batch, ThreadTeam team, CancellationToken cancellationToken)
    {
        Begin(batch, false, team, cancellationToken);
        _layer = _encoder.ClosedLayers;
        _endLayer = _encoder.Layers.Count;
        if (_layer < _endLayer)
            Go(Step.Enter, _rows.Count, team);
        RunLayers(team);
        return _states.Pointer;
    }

    /// <summary>Gives the memory that a run's vectors lie in, with room for that many tokens. It stays in place, with what it holds, until a run of more tokens.</summary>
    public float* Reserve(int tokens) => _states.EnsureCapacity((long)tokens * _encoder.HiddenSize);

    /// <inheritdoc/>
    void IWork.Run(int item, int worker)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_step == Step.Attend)
        {
            Attend(item, _attentionScratch[worker]);
            return;
        }

        (int first, int rows) = _rows.Find(item);
        LayerScratch scratch = _layerScratch[worker];
        scratch.EnsureCapacity(_rows.Size, _encoder.HiddenSize, _encoder.InnerSize);
        if (_step == Step.Embed)
            Embed(first, rows, scratch);
        else if (_step == Step.Enter)
            Project(_layer, first, rows, scratch);
        else if (_step == Step.QueryFirstTokens)
            QueryFirstTokens(first, rows, scratch);
        else
            Finish(first, rows, scratch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LayerScratch scratch in _layerScratch)
            scratch.Dispose();
        foreach (AttentionScratch scratch in _attentionScratch)
            scratch.Dispose();
        _states.Dispose();
        _queriesKeysValues.Dispose();
        _context.Dispose();
        _firstTokens.Dispose();
    }

    void Begin(PackedBatch batch, bool firstTokensOnly, ThreadTeam team, CancellationToken cancellationToken)
    {
        if (!firstTokensOnly && _firstTokens.AreAbsorbed)
            throw new InvalidOperationException("The last layer was loaded for first tokens only, and all tokens are wanted.");
        _batch = batch;
        _cancellationToken = cancellationToken;
        _firstTokensWanted = firstTokensOnly;
        _rows = RowBlocks.Cut(batch.Tokens, team.Workers, _encoder.Kernel.TileRows);
        Prepare();
    }

    void RunFromTokens(int endLayer, ThreadTeam team)
    {
        _positions.FindTableRows(_batch, _encoder.Embedding);
        _layer = 0;
        _endLayer = endLayer;
        Go(Step.Embed, _rows.Count, team);
        RunLayers(team);
    }

    void RunLayers(ThreadTeam team)
    {
        for (; _layer < _endLayer; _layer++)
        {
            if (AtFirstTokens)
            {
                _rows = RowBlocks.Cut(_batch.Count, team.Workers, _encoder.Kernel.TileRows);
                Go(Step.QueryFirstTokens, _rows.Count, team);
            }

            Go(Step.Attend, AttendsAbsorbed ? _batch.Count : _pieces.Cut(Spans, _encoder.Heads, AtFirstTokens, _encoder.Layers[_layer].Positions.HasWindow, team.Workers), team);
            Go(Step.Finish, _rows.Count, team);
        }
    }

    void Go(Step step, int items, ThreadTeam team)
    {
        _step = step;
        team.For(this, items);
    }

    void Prepare()
    {
        int tokens = _batch.Tokens, hidden = _encoder.HiddenSize;
        Reserve(tokens);
        _queriesKeysValues.EnsureCapacity((long)tokens * Stride);
        _context.EnsureCapacity((long)tokens * hidden);
        if (_firstTokensWanted)
            _firstTokens.EnsureCapacity(_batch.Count);
        _positions.Find(_batch);
        _encoder.EnsureLength(_batch.MaxLength);
    }

    void Embed(int first, int rows, LayerScratch scratch)
    {
        ReadOnlySpan<int> ids = _batch.Ids.AsSpan(first, rows), types = _batch.TypeIds.AsSpan(first, rows);
        _encoder.Embedding.Apply(ids, types, _positions.TableRows(first, rows), State(first));
        if (_endLayer > 0)
            Project(0, first, rows, scratch);
    }

    void QueryFirstTokens(int first, int rows, LayerScratch scratch)
    {
        int* positions = stackalloc int[RowBlocks.MaxSize];
        new Span<int>(positions, rows).Clear();
        _firstTokens.ComputeQueries(_states.Pointer, _batch, first, rows, positions, scratch);
    }

    void Finish(int first, int rows, LayerScratch scratch)
    {
        float* states = State(first), context = _context.Pointer + (long)first * _encoder.HiddenSize;
        if (AtFirstTokens)
        {
            _firstTokens.Finish(first, rows, context, scratch);
            return;
        }

        _encoder.Layers[_layer].Finish(context, states, rows, scratch);
        if (IsLastLayer)
            _encoder.FinalNorm?.Apply(states, states, rows);
        else if (_layer + 1 < _endLayer)
            Project(_layer + 1, first, rows, scratch);
    }

    void Project(int layer, int first, int rows, LayerScratch scratch)
    {
        bool keysOnly = _firstTokensWanted && layer == _encoder.Layers.Count - 1;
        if (keysOnly && _firstTokens.AreAbsorbed)
            return;
        float* target = Projected(first);
        fixed (int* positions = &_positions.Places[first])
        {
            _encoder.Layers[layer].Project(
                State(first), rows, positions, keysOnly ? null : target, target + _encoder.HiddenSize, Stride, scratch);
        }
    }

    void Attend(int piece, AttentionScratch scratch)
    {
        if (AttendsAbsorbed)
        {
            _firstTokens.Attend(piece, State(_batch.Offsets[piece]), _batch.Length(piece), scratch);
            return;
        }

        (int span, int head, int firstQuery, int queries) = _pieces.Find(piece);
        int hidden = _encoder.HiddenSize, start = Spans[span], length = Spans[span + 1] - start;
        float* tokens = Projected(start) + head * _encoder.HeadSize;
        var work = new AttentionHead
        {
            Head = head,
            HeadSize = _encoder.HeadSize,
            Length = length,
            Border = _layer < _encoder.ClosedLayers ? length : _batch.Border(span),
            FirstQuery = firstQuery,
            QueryCount = queries,
            Queries = AtFirstTokens ? _firstTokens.Query(span) + head * _encoder.HeadSize : tokens + (long)firstQuery * Stride,
            QueryStride = Stride,
            Keys = tokens + hidden,
            Values = tokens + 2 * hidden,
            KeyStride = Stride,
            Context = _context.Pointer + (long)(AtFirstTokens ? span : start + firstQuery) * hidden + head * _encoder.HeadSize,
            ContextStride = hidden,
        };
        SelfAttention attention = AtFirstTokens ? _encoder.FirstTokenAttention : _encoder.Attention;
        attention.Run(work, _encoder.Layers[_layer].Positions, scratch);
    }

    float* Projected(int row) => _queriesKeysValues.Pointer + (long)row * Stride;

    float* State(int row) => _states.Pointer + (long)row * _encoder.HiddenSize;
}

using Winnow.Tokenization.AddedTokens;
using Winnow.Tokenization.Models;
using Winnow.Tokenization.Normalizers;
using Winnow.Tokenization.PreTokenizers;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization;

/// <summary>From text to ids, without special tokens, in the order of the reference.</summary>
/// <remarks>
/// Added tokens are cut out of the raw text; what lies between is normalised; normalised added tokens are cut out of that; the rest is split
/// into pieces, which go to the model one by one. A long stretch is taken in chunks where every step allows it, so that little memory is
/// needed and the work can stop early.
/// </remarks>
sealed class TokenizerPipeline
{
    const int ChunkUnits = 8192;

    // Buffers larger than this are not kept for the next text.
    const int KeptUnits = 1 << 18;

    [ThreadStatic]
    static Buffers? _spare;

    readonly AddedTokenMatcher _rawTokens;
    readonly AddedTokenMatcher _normalizedTokens;
    readonly Normalizer[] _normalizers;
    readonly PreTokenizer[] _stages;
    readonly TokenizerModel _model;
    readonly bool _allowsCuts;

    /// <summary>Creates the pipeline. The added tokens are as the file writes them.</summary>
    public TokenizerPipeline(AddedToken[] addedTokens, Normalizer[] normalizers, PreTokenizer[] stages, TokenizerModel model, string source)
    {
        _normalizers = normalizers;
        _stages = stages;
        _model = model;
        _rawTokens = new AddedTokenMatcher(Array.FindAll(addedTokens, token => !token.Normalized));
        _normalizedTokens = new AddedTokenMatcher(NormalizedTokens(addedTokens, source));
        _allowsCuts = AllowsCuts();
    }

    /// <summary>Gets the steps in their order, for people to read.</summary>
    public string Description
    {
        get
        {
            var names = new List<string>();
            foreach (var step in _normalizers)
                names.Add(step.Name);
            foreach (var step in _stages)
                names.Add(step.Name);
            names.Add(_model.Name);
            return string.Join(" > ", names);
        }
    }

    /// <summary>Tokenizes until at least <paramref name="wanted"/> tokens are there or the text ends.</summary>
    /// <returns>At most <paramref name="wanted"/> ids.</returns>
    public int[] Tokenize(string text, int wanted)
    {
        text = WellFormed.Of(text);
        var buffers = _spare ?? new Buffers();
        _spare = null;
        buffers.Tokens.CutTo(0);
        buffers.Tokens.Wanted = wanted;
        if (wanted > 0)
            Run(text, buffers);

        var found = buffers.Tokens.Span;
        int[] ids = found[..Math.Min(found.Length, wanted)].ToArray();
        if (buffers.First.Capacity + buffers.Second.Capacity + buffers.Tokens.Capacity <= KeptUnits)
            _spare = buffers;
        return ids;
    }

    void Run(ReadOnlySpan<char> text, Buffers buffers)
    {
        int taken = 0;
        int from = _rawTokens.IsEmpty ? -1 : 0;
        while (from >= 0)
        {
            from = _rawTokens.Next(text, from, taken, out var match);
            if (from < 0)
                break;
            if (taken < match.Start && !RunSegment(text[taken..match.Start], taken == 0, buffers))
                return;
            buffers.Tokens.Add(match.Id);
            if (buffers.Tokens.IsEnough)
                return;
            taken = match.End;
        }

        if (taken < text.Length)
            _ = RunSegment(text[taken..], taken == 0, buffers);
    }

    bool RunSegment(ReadOnlySpan<char> segment, bool startsText, Buffers buffers)
    {
        int start = 0;
        while (start < segment.Length)
        {
            int end = !_allowsCuts || segment.Length - start <= 2 * ChunkUnits ? segment.Length : CutCharacters.Next(segment, start + ChunkUnits);
            var text = new NormalizedText(segment[start..end], buffers.First, buffers.Second)
            {
                StartsSegment = start == 0,
                EndsSegment = end == segment.Length,
                OriginUnits = startsText && start == 0 ? (char.IsHighSurrogate(segment[0]) ? 2 : 1) : 0,
            };
            foreach (var normalizer in _normalizers)
                normalizer.Apply(ref text);
            if (!RunNormalized(text.Text, text.OriginUnits, buffers.Tokens))
                return false;
            start = end;
        }

        return true;
    }

    bool RunNormalized(ReadOnlySpan<char> text, int originUnits, TokenBuffer output)
    {
        var flow = new PieceFlow(_stages, _model, output);
        int taken = 0;
        int from = _normalizedTokens.IsEmpty ? -1 : 0;
        while (from >= 0)
        {
            from = _normalizedTokens.Next(text, from, taken, out var match);
            if (from < 0)
                break;
            if (taken < match.Start && !flow.Pass(text, taken, match.Start, originUnits, 0))
                return false;
            output.Add(match.Id);
            if (output.IsEnough)
                return false;
            taken = match.End;
        }

        return taken >= text.Length || flow.Pass(text, taken, text.Length, originUnits, 0);
    }

    AddedToken[] NormalizedTokens(AddedToken[] tokens, string source)
    {
        var result = new List<AddedToken>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            if (!token.Normalized)
                continue;
            string content = WellFormed.Of(token.Content);
            var text = new NormalizedText(content, new TextBuffer(), new TextBuffer());
            foreach (var normalizer in _normalizers)
                normalizer.Apply(ref text);
            string normalized = text.Text.ToString();
            if (normalized.Length == 0)
            {
                throw new WinnowException(
                    $"{source}: `added_tokens`: the token \"{token.Content}\" is nothing after normalisation and would match everywhere. " +
                    "Set its `normalized` to false or remove it.");
            }

            // The first of several that become the same is the one that is found.
            if (seen.TryAdd(normalized, token.Content))
                result.Add(token with { Content = normalized });
        }

        return [.. result];
    }

    // The stages up to the one that breaks at spaces must not look over a cut; what comes after sees pieces that are the same either way.
    bool AllowsCuts()
    {
        if (!_normalizedTokens.AllowsCuts || !Array.TrueForAll(_normalizers, step => step.AllowsCuts))
            return false;
        foreach (var stage in _stages)
        {
            if (stage.BreaksAtSpaces)
                return true;
            if (!stage.IsLocal)
                return false;
        }

        return false;
    }

    sealed class Buffers
    {
        public TextBuffer First { get; } = new();

        public TextBuffer Second { get; } = new();

        public TokenBuffer Tokens { get; } = new();
    }
}

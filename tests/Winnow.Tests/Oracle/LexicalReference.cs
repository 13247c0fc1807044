namespace Winnow.Tests.Oracle;

/// <summary>The exact-match term of an interaction head, plain and in double precision, written from the definition in docs/interaction.md.</summary>
sealed class LexicalReference
{
    readonly double _saturation, _lengthWeight, _length, _weight;
    readonly double[] _terms;

    public LexicalReference(string folder)
    {
        ModelConfig config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        TensorReader weights = new(Path.Combine(folder, "model.safetensors"));
        (_saturation, _lengthWeight, _length) = (config.Double("lexical_saturation", double.NaN), config.Double("lexical_length_weight", double.NaN), config.Double("lexical_length", double.NaN));
        _weight = weights.Get("lexical.weight").Values[0];
        _terms = weights.Get("lexical.term_weights").Values;
    }

    /// <summary>What the term adds to the logit, for texts whose special tokens and prompts are gone.</summary>
    public double Term(IEnumerable<int> query, int[] document)
    {
        double half = _saturation * (1 - _lengthWeight + _lengthWeight * document.Length / _length), matched = 0, total = 0;
        foreach (int token in query)
        {
            int count = document.Count(other => other == token);
            matched += count == 0 ? 0 : _terms[token] * count / (count + half);
            total += _terms[token];
        }

        return total == 0 ? 0 : _weight * matched / Math.Sqrt(total);
    }
}

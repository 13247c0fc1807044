using System.Text.Json;
using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Fakes;

/// <summary>A made-up collection in which queries and documents share no word: every word of a query has one that means the same in documents, which only training can tell.</summary>
sealed class SynonymCollection
{
    const int Concepts = 24;

    readonly string[] _asked, _written;

    /// <summary>Takes words out of a tokenizer's vocabulary, so that each is one token.</summary>
    public SynonymCollection(string tokenizer)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(tokenizer));
        string[] words =
        [
            .. file.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().Select(entry => entry.Name)
                .Where(word => word.Length > 3 && word.All(char.IsAsciiLetterLower)).Order(StringComparer.Ordinal).Take(2 * Concepts),
        ];
        _asked = words[..Concepts];
        _written = words[Concepts..];
    }

    /// <summary>Writes pairs: a query of two concepts, and the document that has both.</summary>
    /// <param name="count">The number of pairs.</param>
    /// <param name="seed">Two collections with the same seed are the same.</param>
    /// <param name="shared">Whether the query has a word of the document after all.</param>
    public string Lines(int count, int seed, bool shared = false)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, count).Select(_ =>
        {
            int[] both = [.. Enumerable.Range(0, Concepts).OrderBy(_ => random.Next()).Take(2)];
            return SmallCollection.Line($"{_asked[both[0]]} {(shared ? _written : _asked)[both[1]]}", Document(both[0], both[1]), "made");
        }));
    }

    /// <summary>Gives a document of some concepts.</summary>
    public string Document(params ReadOnlySpan<int> concepts)
    {
        string text = "";
        foreach (int concept in concepts)
            text += $"{_written[concept]} ";
        return text.TrimEnd();
    }

    /// <summary>Gives a query of two concepts.</summary>
    public string Query(int first, int second) => $"{_asked[first]} {_asked[second]}";

    /// <summary>Gets an encoder that knows what the words mean.</summary>
    public ITextEncoder Teacher => new Knowing(this);

    sealed class Knowing(SynonymCollection collection) : ITextEncoder
    {
        public string Name => "knowing";

        public string Fingerprint => "knowing";

        public int Dimensions => Concepts;

        public float[][] Encode(IReadOnlyList<string> texts, bool isQuery, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
            [.. texts.Select(text => Encode(text))];

        public void Dispose()
        {
        }

        float[] Encode(string text)
        {
            var vector = new float[Concepts];
            foreach (string word in text.Split(' '))
            {
                int concept = Array.IndexOf(collection._asked, word) is >= 0 and var asked ? asked : Array.IndexOf(collection._written, word);
                if (concept >= 0)
                    vector[concept] = 1;
            }

            float length = MathF.Sqrt(vector.Sum());
            return length == 0 ? vector : Array.ConvertAll(vector, x => x / length);
        }
    }
}

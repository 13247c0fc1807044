using Winnow.Evaluation.FirstStage;
using Winnow.Training.Data;
using Winnow.Training.Mining;

namespace Winnow.Training.Labelling;

/// <summary>An embedder that teaches: score = dot product of the vectors of query and document.</summary>
/// <remarks>Vectors are kept, so texts that were mined with the same encoder and cache are not encoded again. Not safe for concurrent use.</remarks>
/// <param name="encoder">Computes vectors.</param>
/// <param name="cache">Keeps them.</param>
public sealed class EncoderTeacher(ITextEncoder encoder, VectorCache cache) : ITeacher
{
    /// <inheritdoc/>
    public string Name => encoder.Name;

    /// <inheritdoc/>
    public string Fingerprint => encoder.Fingerprint;

    /// <inheritdoc/>
    public float[] Score(CandidateLists lists, TrainingTexts texts, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(texts);
        int[] queries = [.. Enumerable.Range(0, lists.Count).Where(query => lists.Documents(query).Length > 0)];
        int[] documents = Occurring(lists, texts);
        float[][] asked = Vectors(texts.Queries, queries, isQuery: true, progress, cancellationToken);
        float[][] read = Vectors(texts.Documents, documents, isQuery: false, progress, cancellationToken);

        int[] row = new int[texts.Documents.Count];
        for (int i = 0; i < documents.Length; i++)
            row[documents[i]] = i;
        var scores = new float[lists.Candidates];
        int next = 0;
        for (int i = 0; i < queries.Length; i++)
        {
            foreach (int document in lists.Documents(queries[i]))
                scores[next++] = DualEncoder.Dot(asked[i], read[row[document]]);
        }

        return scores;
    }

    // Where only some of the queries were mined, most documents may be no candidates; but if all have vectors from mining, those serve.
    int[] Occurring(CandidateLists lists, TrainingTexts texts)
    {
        int[] all = [.. Enumerable.Range(0, texts.Documents.Count)];
        if (cache.Has(encoder, texts.Documents, isQuery: false))
            return all;
        bool[] occurs = new bool[all.Length];
        for (int query = 0; query < lists.Count; query++)
        {
            foreach (int document in lists.Documents(query))
                occurs[document] = true;
        }

        return [.. all.Where(document => occurs[document])];
    }

    float[][] Vectors(IReadOnlyList<string> texts, int[] chosen, bool isQuery, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        cache.ReadOrEncode(encoder, Array.ConvertAll(chosen, i => texts[i]), isQuery, progress, cancellationToken);
}

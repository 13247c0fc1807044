using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Distillation;

/// <summary>Tells how near a student's vectors come to its teacher's on texts that it does not learn from.</summary>
/// <param name="student">What is judged.</param>
/// <param name="teacher">Whose vectors are right.</param>
/// <param name="teacherLayers">How many of its layers make them.</param>
/// <param name="texts">Queries and documents.</param>
/// <param name="tokens">The most tokens that are computed at once, padding included.</param>
sealed class VectorNearness(TrainableEncoder student, TrainableEncoder teacher, int teacherLayers, PromptedTexts texts, int tokens)
{
    /// <summary>Gives the mean cosine between both, of queries and of documents, and of these two the mean: 1 is best.</summary>
    public double Compute(CancellationToken cancellationToken)
    {
        using var still = no_grad();
        List<double> queries = [], documents = [];
        foreach (int[] batch in LengthGroups.Cut(Enumerable.Range(0, texts.Sequences.Length), i => texts.Sequences[i].Length, tokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] cosines = Cosines(batch);
            for (int i = 0; i < batch.Length; i++)
                (texts.IsDocument[batch[i]] ? documents : queries).Add(cosines[i]);
        }

        student.Parameters.Forget();
        teacher.Parameters.Forget();
        return new[] { queries, documents }.Where(kind => kind.Count > 0).Average(kind => kind.Average());
    }

    float[] Cosines(int[] batch)
    {
        using var scope = NewDisposeScope();
        (TokenBatch plain, TokenBatch typed) = texts.Batch([.. batch.Select(i => texts.Sequences[i])], batch, student);
        Tensor own = TokenBatch.Mean(student.Forward(typed), typed.Mask), right = TokenBatch.Mean(teacher.Forward(plain, teacherLayers), plain.Mask);
        return nn.functional.cosine_similarity(own, right, 1).cpu().data<float>().ToArray();
    }
}

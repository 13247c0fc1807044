namespace Winnow.Models.Interaction;

/// <summary>What each entry of the vocabulary counts in a term of an interaction head's logit, for instance its inverse document frequency.</summary>
static class TermWeights
{
    /// <summary>Reads the numbers.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="tensor">The tensor, [vocabulary].</param>
    /// <exception cref="WinnowException">The tensor is malformed, or a number is below 0.</exception>
    public static float[] Read(ModelSource source, string tensor)
    {
        float[] weights = source.Vector(tensor, source.VocabularySize);
        int negative = Array.FindIndex(weights, weight => weight < 0);
        return negative < 0
            ? weights
            : throw new WinnowException(
                $"{source.Weights.Folder}: the tensor \"{tensor}\" has an element below 0: number {negative}, {weights[negative]}. No token can count less than nothing; export the model again.");
    }
}

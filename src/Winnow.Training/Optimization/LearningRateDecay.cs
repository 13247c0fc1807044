namespace Winnow.Training.Optimization;

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>Along a straight line.</summary>
    Linear,

    /// <summary>Along half a period of the cosine: slowly at first and at the end.</summary>
    Cosine,
}

using static TorchSharp.torch;

namespace Winnow.Training.Steps;

/// <summary>What one step computed.</summary>
/// <param name="Loss">A scalar with its gradient.</param>
/// <param name="Tokens">The tokens that were read, without padding.</param>
readonly record struct TrainingStep(Tensor Loss, long Tokens);

using Winnow.Training.Modules;
using Winnow.Training.Steps;
using static TorchSharp.torch;

namespace Winnow.Training.Distillation;

/// <summary>Teaches an encoder another one's states on plain text: every token of every layer is a target, so that a shortened or converted encoder heals fast.</summary>
/// <remarks>
/// <para><c>loss = mean over layers of |s - t|^2 / var(t) + 30 (1 - cos(mean of s, mean of t))</c>, where each element's variance is taken over the batch's tokens and the
/// means run over a text's tokens after the last layer. Jiao et al., "TinyBERT", 2020, for the states; Reimers and Gurevych, 2020, for the sentence vectors.</para>
/// </remarks>
sealed class StateDistillation
{
    // What a text's own vector counts beside its tokens' states: a bi-encoder is judged by it alone.
    const double VectorWeight = 30;

    readonly TrainableEncoder _student, _teacher;
    readonly IReadOnlyList<int> _layers;
    readonly PromptedTexts _texts;
    readonly TextSampler _sampler;

    /// <summary>Prepares the distillation.</summary>
    /// <param name="student">What learns.</param>
    /// <param name="teacher">What it learns from, of the same width; it stays as it is.</param>
    /// <param name="layers">For each layer of the student the layer of the teacher whose output it should have.</param>
    /// <param name="texts">What both read.</param>
    /// <param name="tokens">The most tokens of a step, padding included.</param>
    /// <param name="seed">The seed of the order.</param>
    public StateDistillation(TrainableEncoder student, TrainableEncoder teacher, IReadOnlyList<int> layers, PromptedTexts texts, int tokens, int seed)
    {
        (_student, _teacher, _layers, _texts) = (student, teacher, layers, texts);
        _sampler = new TextSampler(texts.Sequences, tokens, seed);
    }

    /// <summary>Gets what puts stretches of other texts into each text, or null.</summary>
    public TextSplicing? Splicing { get; init; }

    /// <summary>Computes a step.</summary>
    public TrainingStep Compute(int step)
    {
        int[] places = _sampler.Batch(step);
        int[][] sequences = [.. places.Select((i, row) => Splicing?.Apply(_texts.Sequences[i], _texts.Start(i), step, row) ?? _texts.Sequences[i])];
        (TokenBatch plain, TokenBatch typed) = _texts.Batch(sequences, places, _student);
        List<Tensor> targets = Targets(plain);
        Tensor x = _student.Embed(typed), bias = _student.Bias(typed), loss = zeros(1, device: typed.Mask.device);
        for (int n = 0; n < _student.Shape.Layers; n++)
        {
            x = _student.Apply(n, x, bias);
            loss += Difference(Rows(x, typed.Places), Rows(targets[n], typed.Places)) / _student.Shape.Layers;
        }

        Tensor near = TorchSharp.torch.nn.functional.cosine_similarity(TokenBatch.Mean(x, typed.Mask), TokenBatch.Mean(targets[^1], typed.Mask), 1);
        return new TrainingStep((loss + (VectorWeight * (1 - near.mean()))).sum(), sequences.Sum(sequence => (long)sequence.Length));
    }

    List<Tensor> Targets(TokenBatch batch)
    {
        using var still = no_grad();
        List<Tensor> outputs = [];
        Tensor x = _teacher.Embed(batch), bias = _teacher.Bias(batch);
        for (int n = 0; n <= _layers[^1]; n++)
        {
            x = _teacher.Apply(n, x, bias);
            if (_layers.Contains(n))
                outputs.Add(x);
        }

        _teacher.Parameters.Forget();
        return outputs;
    }

    static Tensor Difference(Tensor states, Tensor targets)
    {
        // Some elements of a BERT's states are hundreds of times larger than others; their variance makes them equal.
        Tensor spread = targets.var([0L], unbiased: false, keepdim: true) + 1e-6;
        return ((states - targets).square() / spread).mean();
    }

    static Tensor Rows(Tensor states, Tensor real) => states.reshape(-1, states.shape[^1]).index_select(0, real);
}

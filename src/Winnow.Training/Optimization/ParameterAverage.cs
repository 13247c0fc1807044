using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Optimization;

/// <summary>The exponential moving average of a model's parameters: a ← decay · a + (1 − decay) · p after each step, from the parameters as they are at first.</summary>
/// <remarks>
/// <para>Averages are float32, whatever the parameters are, and lie where they lie. Parameters are written to in place, so an optimizer that holds them goes on.</para>
/// <para>Polyak and Juditsky, Acceleration of stochastic approximation by averaging, SIAM J. Control and Optimization 30(4), 1992, with exponential weights. Not safe for concurrent use.</para>
/// </remarks>
public sealed class ParameterAverage : IDisposable
{
    readonly List<(string Name, Parameter Parameter, Tensor Average)> _entries = [];
    List<Tensor>? _replaced;

    /// <summary>Starts an average.</summary>
    /// <param name="parameters">The parameters with their names, as <c>named_parameters()</c> of a module gives them.</param>
    /// <param name="decay">How much of the average stays at an update, at least 0 and below 1; 0.999 looks back over about 1000 steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is not at least 0 and below 1.</exception>
    public ParameterAverage(IEnumerable<(string name, Parameter parameter)> parameters, double decay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (decay is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay must be at least 0 and below 1.");
        Decay = decay;
        using var noGradient = no_grad();
        foreach ((string name, Parameter parameter) in parameters)
            _entries.Add((name, parameter, parameter.detach().to(ScalarType.Float32, copy: true).DetachFromDisposeScope()));
    }

    /// <summary>Gets how much of the average stays at an update.</summary>
    public double Decay { get; }

    /// <summary>Gets whether the parameters hold the averages now.</summary>
    public bool IsSwappedIn => _replaced is not null;

    /// <summary>Gets the averages by the names of the parameters: what to save. They belong to this object, and change with it.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _entries.ToDictionary(entry => entry.Name, entry => entry.Average);

    /// <summary>Takes the parameters as they are now into the average: call it after each step of the optimizer.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the averages.</exception>
    public void Update()
    {
        ThrowIfSwappedIn();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach ((_, Parameter parameter, Tensor average) in _entries)
            average.mul_(Decay).add_(parameter.to(ScalarType.Float32), alpha: 1 - Decay);
    }

    /// <summary>Puts the averages into the parameters, to evaluate or save the model, and keeps what was there for <see cref="SwapOut"/>.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the averages.</exception>
    public void SwapIn()
    {
        ThrowIfSwappedIn();
        using var noGradient = no_grad();
        _replaced = [.. _entries.Select(entry => entry.Parameter.detach().clone().DetachFromDisposeScope())];
        CopyTo();
    }

    /// <summary>Puts back what the parameters held before <see cref="SwapIn"/>, bit for bit.</summary>
    /// <exception cref="InvalidOperationException">The parameters do not hold the averages.</exception>
    public void SwapOut()
    {
        if (_replaced is null)
            throw new InvalidOperationException("The parameters do not hold their averages, so there is nothing to swap out.");
        using var noGradient = no_grad();
        foreach (((_, Parameter parameter, _), Tensor before) in _entries.Zip(_replaced))
        {
            parameter.copy_(before);
            before.Dispose();
        }

        _replaced = null;
    }

    /// <summary>Puts the averages into the parameters for good, as at the end of a training.</summary>
    public void CopyTo()
    {
        using var noGradient = no_grad();
        foreach ((_, Parameter parameter, Tensor average) in _entries)
            parameter.copy_(average);
    }

    /// <summary>Takes up averages that were saved.</summary>
    /// <param name="state">Tensors by the names of the parameters, of their shapes and on any device; they are copied.</param>
    /// <exception cref="ArgumentException">A parameter has no tensor, or one of another shape. Nothing has changed then.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach ((string name, _, Tensor average) in _entries)
        {
            if (!state.TryGetValue(name, out Tensor? saved))
                throw new ArgumentException($"The saved averages lack {name}.", nameof(state));
            if (!saved.shape.AsSpan().SequenceEqual(average.shape))
                throw new ArgumentException($"The saved average of {name} has the shape [{string.Join(", ", saved.shape)}] and the parameter [{string.Join(", ", average.shape)}].", nameof(state));
        }

        using var noGradient = no_grad();
        foreach ((string name, _, Tensor average) in _entries)
            average.copy_(state[name]);
    }

    /// <summary>Lets go of the averages; the parameters stay as they are.</summary>
    public void Dispose()
    {
        foreach ((_, _, Tensor average) in _entries)
            average.Dispose();
        _entries.Clear();
        _replaced?.ForEach(tensor => tensor.Dispose());
        _replaced = null;
    }

    void ThrowIfSwappedIn()
    {
        if (IsSwappedIn)
            throw new InvalidOperationException("The parameters hold their averages; swap them out first.");
    }
}

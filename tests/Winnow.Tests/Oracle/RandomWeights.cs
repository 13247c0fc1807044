namespace Winnow.Tests.Oracle;

/// <summary>
/// Collects named tensors of normal numbers, sized so that a deep random network neither dies out nor saturates:
/// matrices have a deviation of 1.2/sqrt(inputs), norms lie round 1, biases are small.
/// </summary>
sealed class RandomWeights(int seed)
{
    readonly Random _random = new(seed);

    public List<Tensor> Tensors { get; } = [];

    public void Table(string name, int rows, int columns) => Add(name, rows, columns, 0, 0.5);

    public void Linear(string name, int outputs, int inputs, bool bias)
    {
        Add(name + ".weight", outputs, inputs, 0, 1.2 / Math.Sqrt(inputs));
        if (bias)
            Add(name + ".bias", outputs, 1, 0, 0.1);
    }

    public void LayerNorm(string name, int size, bool bias)
    {
        Add(name + ".weight", size, 1, 1, 0.1);
        if (bias)
            Add(name + ".bias", size, 1, 0, 0.1);
    }

    public void Numbers(string name, int rows, int columns, double mean, double deviation) => Add(name, rows, columns, mean, deviation);

    void Add(string name, int rows, int columns, double mean, double deviation) =>
        Tensors.Add(new(name, rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => mean + deviation * Normal())]));

    /// <summary>The method of Box and Muller.</summary>
    double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

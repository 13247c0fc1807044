using System.Runtime.InteropServices;
using TorchSharp.Modules;
using Winnow.Weights;
using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>A model's trainable numbers by the names that its folder gives them, without a prefix.</summary>
/// <remarks>
/// Parameters are float32. Products may run in bfloat16: <see cref="Cast(string)"/> gives a parameter in the type of products, made once a step, through which gradients flow back.
/// Not safe for concurrent use.
/// </remarks>
sealed class ParameterSet(Device device, ScalarType compute) : IDisposable
{
    readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> _casts = new(StringComparer.Ordinal);

    /// <summary>Gets where the numbers lie.</summary>
    public Device Device => device;

    /// <summary>Gets the type of products.</summary>
    public ScalarType Compute => compute;

    /// <summary>Gets the names in ordinal order.</summary>
    public IEnumerable<string> Names => _parameters.Keys;

    /// <summary>Gets all parameters in the order of their names.</summary>
    public IReadOnlyList<Parameter> All => [.. _parameters.Values];

    /// <summary>Gets a parameter.</summary>
    public Parameter this[string name] => _parameters[name];

    /// <summary>Says whether there is a parameter.</summary>
    public bool Contains(string name) => _parameters.ContainsKey(name);

    /// <summary>Adds a parameter, or replaces one.</summary>
    public void Set(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        using var data = tensor(values.ToArray(), shape.ToArray(), device: device);
        var parameter = new Parameter(data.detach().clone(), true);
        parameter.DetachFromDisposeScope();
        if (_parameters.Remove(name, out Parameter? old))
            old.Dispose();
        _parameters.Add(name, parameter);
    }

    /// <summary>Reads a parameter from a folder.</summary>
    /// <exception cref="WinnowException">It is missing, has another shape or a value that is not finite.</exception>
    public void Read(ModelWeights weights, string prefix, string name, params ReadOnlySpan<int> shape)
    {
        long count = 1;
        var sizes = new long[shape.Length];
        for (int i = 0; i < shape.Length; i++)
            count *= sizes[i] = shape[i];
        var values = new float[count];
        weights.Read(prefix + name, shape, values);
        Set(name, values, sizes);
    }

    /// <summary>Gets a parameter in the type of products. The result lives until the next <see cref="Forget"/>.</summary>
    public Tensor Cast(string name) => Cast(name, () => _parameters[name]);

    /// <summary>Gets something made of parameters, in the type of products, under a name of its own.</summary>
    public Tensor Cast(string name, Func<Tensor> make)
    {
        if (!_casts.TryGetValue(name, out Tensor? cast))
        {
            // It outlives the scope of the layer that asks first. What is not converted gets a handle of its own, so that disposing of it leaves the parameter.
            Tensor made = make();
            cast = made.dtype == compute ? made.alias() : made.to(compute);
            cast.DetachFromDisposeScope();
            _casts.Add(name, cast);
        }

        return cast;
    }

    /// <summary>Releases what was made of the parameters: to be called when they have changed, or are not needed for a while.</summary>
    public void Forget()
    {
        foreach (Tensor cast in _casts.Values)
            cast.Dispose();
        _casts.Clear();
    }

    /// <summary>Copies a parameter out of the device.</summary>
    public float[] Values(string name) => Values(_parameters[name]);

    /// <summary>Copies a float32 tensor out of its device.</summary>
    public static float[] Values(Tensor tensor)
    {
        using var still = no_grad();
        using Tensor detached = tensor.detach(), near = detached.cpu(), plain = near.contiguous();
        return plain.numel() == 0 ? [] : plain.data<float>().ToArray();
    }

    /// <summary>Replaces the numbers of all parameters by those of a file with the same names and shapes.</summary>
    public void Load(ModelWeights weights)
    {
        foreach ((string name, Parameter parameter) in _parameters)
            Load(parameter, weights, name);
    }

    /// <summary>Replaces a tensor's numbers by those of a file.</summary>
    public static void Load(Tensor target, ModelWeights weights, string name)
    {
        using var still = no_grad();
        var values = new float[target.numel()];
        weights.Read(name, [.. target.shape.Select(size => (int)size)], values);
        using Tensor read = tensor(values, target.shape, device: target.device);
        target.copy_(read);
    }

    /// <summary>Gives the tensors of a float32 safetensors file.</summary>
    /// <param name="rename">The name in the file of a parameter.</param>
    public IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> Tensors(Func<string, string> rename) =>
        _parameters.Select(pair => Stored(rename(pair.Key), pair.Value));

    /// <summary>Gives a tensor as a float32 one of a safetensors file.</summary>
    public static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Stored(string name, Tensor tensor) =>
        (name, TensorType.F32, tensor.shape, MemoryMarshal.AsBytes(Values(tensor).AsSpan()).ToArray());

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (Parameter parameter in _parameters.Values)
            parameter.Dispose();
        _parameters.Clear();
    }
}

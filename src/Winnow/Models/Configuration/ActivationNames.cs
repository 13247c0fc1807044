using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Configuration;

/// <summary>The names of activations in model files.</summary>
static class ActivationNames
{
    /// <summary>The supported names, for messages.</summary>
    public const string Supported = "gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, relu, silu, tanh, sigmoid, identity";

    /// <summary>Reads a name of a config.json (<c>gelu</c>) or of sentence-transformers (<c>torch.nn.modules.activation.GELU</c>).</summary>
    /// <returns>The activation, or null for an unknown name.</returns>
    public static Activation? Parse(string name)
    {
        // A dotted name is a Python class; only PyTorch's own are known to be what they are called.
        if (name.Contains('.', StringComparison.Ordinal) && !name.StartsWith("torch.", StringComparison.Ordinal))
            return null;
        string last = name[(name.LastIndexOf('.') + 1)..];
        return last.ToLowerInvariant() switch
        {
            "gelu" or "gelu_python" => Activation.Gelu,
            "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" => Activation.GeluTanh,
            "relu" => Activation.Relu,
            "silu" or "swish" => Activation.Silu,
            "tanh" => Activation.Tanh,
            "sigmoid" => Activation.Sigmoid,
            "identity" or "linear" => Activation.Identity,
            _ => null,
        };
    }
}

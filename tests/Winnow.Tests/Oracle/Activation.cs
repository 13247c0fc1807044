namespace Winnow.Tests.Oracle;

/// <summary>The activation functions that a config.json names, in double precision.</summary>
static class Activation
{
    /// <summary>The function with Hugging Face's name, or that of a torch module such as <c>torch.nn.modules.activation.GELU</c>.</summary>
    public static Func<double, double> Named(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        return last.ToUpperInvariant() switch
        {
            "GELU" or "GELU_PYTHON" => Gelu,
            "GELU_NEW" or "GELU_PYTORCH_TANH" or "GELU_FAST" => GeluTanh,
            "QUICK_GELU" => x => x * Sigmoid(1.702 * x),
            "RELU" => Relu,
            "SILU" or "SWISH" => x => x * Sigmoid(x),
            "TANH" => Math.Tanh,
            "SIGMOID" => Sigmoid,
            "IDENTITY" or "LINEAR" => x => x,
            _ => throw new NotSupportedException($"The activation '{name}' is not known to the oracle."),
        };
    }

    /// <summary><c>x/2 * (1 + erf(x/sqrt 2))</c>.</summary>
    public static double Gelu(double x) => 0.5 * x * (1 + ErrorFunction.Erf(x / Math.Sqrt(2)));

    /// <summary><c>x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))</c>.</summary>
    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    public static double Relu(double x) => Math.Max(0, x);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

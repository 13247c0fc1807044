namespace Winnow.Kernels.Elementwise;

/// <summary>The function that follows a linear layer.</summary>
enum Activation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>0.5 x (1 + erf(x / sqrt 2)), the exact form.</summary>
    Gelu,

    /// <summary>The exact form within 2e-5, at half its cost: for results that are rounded to bytes anyway.</summary>
    GeluNear,

    /// <summary>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), the approximation called gelu_new, gelu_fast or gelu_pytorch_tanh.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x / (1 + exp(-x)).</summary>
    Silu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}

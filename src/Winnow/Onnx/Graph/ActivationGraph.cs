using Winnow.Kernels.Elementwise;

namespace Winnow.Onnx.Graph;

/// <summary>Activations, spelled as PyTorch's exporter does, so that runtimes recognise GELU and compute it in one step.</summary>
static class ActivationGraph
{
    /// <summary>Adds an activation.</summary>
    public static string Activate(this GraphBuilder graph, Activation activation, string x) => activation switch
    {
        Activation.Identity => x,
        Activation.Gelu => Gelu(graph, x),
        Activation.GeluTanh => GeluTanh(graph, x),
        Activation.Relu => graph.Add("Relu", x),
        Activation.Silu => graph.Add("Mul", x, graph.Add("Sigmoid", x)),
        Activation.Tanh => graph.Add("Tanh", x),
        Activation.Sigmoid => graph.Add("Sigmoid", x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    static string Gelu(GraphBuilder graph, string x)
    {
        string error = graph.Add("Erf", graph.Add("Div", x, graph.Float(MathF.Sqrt(2))));
        return graph.Add("Mul", graph.Add("Mul", x, graph.Add("Add", error, graph.Float(1))), graph.Float(0.5f));
    }

    static string GeluTanh(GraphBuilder graph, string x)
    {
        string cubic = graph.Add("Mul", graph.Add("Pow", x, graph.Float(3)), graph.Float(0.044715f));
        string inner = graph.Add("Mul", graph.Add("Add", x, cubic), graph.Float(MathF.Sqrt(2 / MathF.PI)));
        return graph.Add("Mul", graph.Add("Mul", x, graph.Float(0.5f)), graph.Add("Add", graph.Add("Tanh", inner), graph.Float(1)));
    }
}

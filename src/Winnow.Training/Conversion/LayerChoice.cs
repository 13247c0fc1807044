using System.Globalization;
using Winnow.Training.Modules;

namespace Winnow.Training.Conversion;

/// <summary>Makes an encoder smaller by keeping some of its layers.</summary>
/// <remarks>Sanh et al., "DistilBERT", 2019, and Sajjad et al., "On the Effect of Dropping Layers of Pre-trained Transformer Models", 2020: evenly spread layers keep most.</remarks>
static class LayerChoice
{
    /// <summary>Reads a list such as <c>0,2,4</c>.</summary>
    /// <exception cref="WinnowException">It is no list of rising numbers below <paramref name="layers"/>.</exception>
    public static int[] Parse(string text, int layers)
    {
        var kept = new List<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) || layer >= layers || (kept.Count > 0 && layer <= kept[^1]))
                throw new WinnowException($"\"{text}\" does not say which layers to keep. Write rising numbers from 0 to {layers - 1} with commas, as in: 0,2,4");
            kept.Add(layer);
        }

        return [.. kept];
    }

    /// <summary>Chooses layers evenly spread, the last always among them: for 6 of 12 the layers 1, 3, 5, 7, 9, 11.</summary>
    public static int[] Spread(int count, int layers)
    {
        if (count < 1 || count > layers)
            throw new WinnowException($"{count} layers cannot be kept of {layers}. Name a number from 1 to {layers}.");
        return [.. Enumerable.Range(1, count).Select(i => (i * layers / count) - 1)];
    }

    /// <summary>Copies an encoder with only some of its layers.</summary>
    public static TrainableEncoder Keep(TrainableEncoder encoder, IReadOnlyList<int> layers)
    {
        var kept = new ParameterSet(encoder.Parameters.Device, encoder.Parameters.Compute);
        EncoderShape shape = encoder.Shape with { Layers = layers.Count };
        foreach ((string name, int[] sizes) in TrainableEncoder.Names(shape))
        {
            string source = name;
            for (int n = 0; n < layers.Count; n++)
            {
                if (name.StartsWith(TrainableEncoder.Layer(n), StringComparison.Ordinal))
                    source = TrainableEncoder.Layer(layers[n]) + name[TrainableEncoder.Layer(n).Length..];
            }

            kept.Set(name, encoder.Parameters.Values(source), [.. sizes.Select(size => (long)size)]);
        }

        return new TrainableEncoder(shape, kept);
    }
}

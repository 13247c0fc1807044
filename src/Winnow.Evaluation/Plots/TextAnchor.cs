namespace Winnow.Evaluation.Plots;

/// <summary>The part of a text that stands at its anchor; the names are SVG's.</summary>
enum TextAnchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}

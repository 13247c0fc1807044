namespace Winnow.Evaluation.Plots;

/// <summary>A text in a picture.</summary>
/// <param name="Text">What it says.</param>
/// <param name="X">Where it is anchored, in pixels.</param>
/// <param name="Y">Its baseline.</param>
/// <param name="Size">The size of its font in pixels.</param>
readonly record struct PlacedText(string Text, float X, float Y, float Size)
{
    /// <summary>Gets which part of it stands at the anchor.</summary>
    public TextAnchor Anchor { get; init; }

    /// <summary>Gets whether it is bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Gets whether it runs upwards, as the title of an upright axis does.</summary>
    public bool Upwards { get; init; }
}

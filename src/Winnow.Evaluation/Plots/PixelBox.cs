namespace Winnow.Evaluation.Plots;

/// <summary>A rectangle in a picture, in pixels; y grows downwards.</summary>
readonly record struct PixelBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Gets the width.</summary>
    public float Width => Right - Left;

    /// <summary>Gets the height.</summary>
    public float Height => Bottom - Top;

    /// <summary>Gets the square around a point.</summary>
    public static PixelBox Around(float x, float y, float size) => new(x - (size / 2), y - (size / 2), x + (size / 2), y + (size / 2));

    /// <summary>Gets whether two rectangles share more than an edge.</summary>
    public bool Overlaps(PixelBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>Gets whether another rectangle lies inside.</summary>
    public bool Contains(PixelBox other) => other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;

    /// <summary>Gets the area that two rectangles share.</summary>
    public float Shared(PixelBox other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
}

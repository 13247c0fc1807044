namespace Winnow.Evaluation.Plots;

/// <summary>Finds places for the names of points.</summary>
static class LabelPlacement
{
    const float Gap = 3, Ring = 12;
    const int Rings = 14;

    // To the right reads best, then left, above and below, and the corners between them.
    static readonly (float X, float Y)[] Directions = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];

    /// <summary>Places a label near each point, inside an area, off all points and all other labels.</summary>
    /// <param name="area">Where labels may lie.</param>
    /// <param name="points">The rectangles of the points' markers.</param>
    /// <param name="sizes">The width and height of each label.</param>
    /// <returns>The rectangle of each label. Where nothing is free, the place that covers the least.</returns>
    public static PixelBox[] Around(PixelBox area, IReadOnlyList<PixelBox> points, IReadOnlyList<(float Width, float Height)> sizes)
    {
        var placed = new PixelBox[points.Count];
        List<PixelBox> taken = [.. points];
        // Points with many neighbours choose first: the others have more room to go elsewhere.
        foreach (int i in Enumerable.Range(0, points.Count).OrderByDescending(i => Neighbours(points, sizes, i)).ThenBy(i => i))
        {
            placed[i] = Candidates(points[i], sizes[i])
                .Where(area.Contains)
                .DefaultIfEmpty(Inside(area, points[i], sizes[i]))
                .Select(box => (Box: box, Covered: taken.Sum(box.Shared)))
                .Aggregate((best, next) => next.Covered < best.Covered ? next : best)
                .Box;
            taken.Add(placed[i]);
        }

        return placed;
    }

    /// <summary>Spreads labels of one height in a column: each as near to its own place as the others let it.</summary>
    /// <param name="centers">Where each would like to be, in any order.</param>
    /// <param name="height">The height of a label.</param>
    /// <param name="top">Where the column begins.</param>
    /// <param name="bottom">Where it ends. More labels than fit are squeezed.</param>
    /// <returns>The centre of each.</returns>
    public static float[] Column(IReadOnlyList<float> centers, float height, float top, float bottom)
    {
        int[] order = [.. Enumerable.Range(0, centers.Count).OrderBy(i => centers[i]).ThenBy(i => i)];
        float step = order.Length > 0 ? Math.Min(height, (bottom - top) / order.Length) : height;
        var places = new float[centers.Count];
        float free = top + (step / 2);
        foreach (int i in order)
        {
            places[i] = Math.Max(centers[i], free);
            free = places[i] + step;
        }

        // Back from the bottom, for those that were pushed over it.
        float limit = bottom - (step / 2);
        foreach (int i in order.Reverse())
        {
            places[i] = Math.Min(places[i], limit);
            limit = places[i] - step;
        }

        return places;
    }

    static IEnumerable<PixelBox> Candidates(PixelBox point, (float Width, float Height) size)
    {
        float x = (point.Left + point.Right) / 2, y = (point.Top + point.Bottom) / 2;
        for (int ring = 0; ring < Rings; ring++)
        {
            foreach ((float dx, float dy) in Directions)
            {
                float centerX = x + (dx * ((point.Width / 2) + Gap + (size.Width / 2) + (ring * Ring)));
                float centerY = y + (dy * ((point.Height / 2) + Gap + (size.Height / 2) + (ring * Ring)));
                yield return new(centerX - (size.Width / 2), centerY - (size.Height / 2), centerX + (size.Width / 2), centerY + (size.Height / 2));
            }
        }
    }

    static PixelBox Inside(PixelBox area, PixelBox point, (float Width, float Height) size)
    {
        float left = Math.Clamp(point.Right + Gap, area.Left, Math.Max(area.Left, area.Right - size.Width));
        float top = Math.Clamp(point.Top, area.Top, Math.Max(area.Top, area.Bottom - size.Height));
        return new(left, top, left + size.Width, top + size.Height);
    }

    static int Neighbours(IReadOnlyList<PixelBox> points, IReadOnlyList<(float Width, float Height)> sizes, int i)
    {
        PixelBox near = new(points[i].Left - sizes[i].Width, points[i].Top - (2 * sizes[i].Height), points[i].Right + sizes[i].Width, points[i].Bottom + (2 * sizes[i].Height));
        return points.Count(near.Overlaps);
    }
}

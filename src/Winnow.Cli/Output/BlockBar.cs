namespace Winnow.Cli.Output;

/// <summary>Draws a part of a whole as a bar of block characters, to an eighth of a character.</summary>
static class BlockBar
{
    const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>Draws a bar.</summary>
    /// <param name="part">0 to 1.</param>
    /// <param name="width">The characters of a full bar.</param>
    public static string Draw(float part, int width)
    {
        int eighths = (int)MathF.Round(part * width * 8);
        string full = new('█', eighths / 8);
        return eighths % 8 == 0 ? full : full + Eighths[eighths % 8];
    }
}

namespace Winnow.Cli.Output;

/// <summary>Draws scores as bars of block characters.</summary>
sealed class ScoreBar
{
    /// <summary>The width of a full bar.</summary>
    public const int Width = 12;

    readonly float _low, _range;

    /// <summary>Fits the bars to a ranking: 0 to 1 where all scores lie there, else from its lowest score to its highest.</summary>
    public ScoreBar(IReadOnlyList<RankedDocument> ranking)
    {
        float low = 0, high = 1;
        foreach (var result in ranking)
        {
            low = Math.Min(low, result.Score.Score);
            high = Math.Max(high, result.Score.Score);
        }

        _low = low;
        _range = high - low;
    }

    /// <summary>Draws a score.</summary>
    public string Draw(float score) => BlockBar.Draw((score - _low) / _range, Width);
}

namespace Winnow.Evaluation.Tests.Speed;

/// <summary>The tiny models of the engine's own tests.</summary>
static class GoldenFolder
{
    public static string Of(string model) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", model);
}

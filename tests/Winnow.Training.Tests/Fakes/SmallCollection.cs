using System.Globalization;
using System.Text.Json;
using Winnow.Training.Data;

namespace Winnow.Training.Tests.Fakes;

/// <summary>Made-up pairs about animals and places: enough words in common that first stages have something to confuse.</summary>
static class SmallCollection
{
    static readonly string[] Animals = ["heron", "otter", "lynx", "badger", "salmon", "beetle", "falcon", "marten"];
    static readonly string[] Places = ["river", "forest", "marsh", "meadow", "coast", "valley", "island", "hill"];

    /// <summary>64 pairs, one for each animal and place.</summary>
    public static string Lines { get; } = string.Concat(
        from animal in Animals
        from place in Places
        select Line($"where does the {animal} live by the {place}", $"The {animal} of the {place} lives there all year and eats what the {place} gives, number {Number(animal, place)}.", place));

    public static string Line(string query, string positive, string source, string? title = null) =>
        JsonSerializer.Serialize(title is null ? (object)new { query, positive, source } : new { query, positive, source, title }) + "\n";

    public static TrainingTexts Texts(TempFolder folder, string more = "") => TrainingTexts.Read([folder.File("pairs.jsonl", Lines + more)]);

    static string Number(string animal, string place) =>
        ((Array.IndexOf(Animals, animal) * Places.Length) + Array.IndexOf(Places, place)).ToString(CultureInfo.InvariantCulture);
}

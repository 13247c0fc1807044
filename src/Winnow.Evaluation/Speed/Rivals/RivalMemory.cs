namespace Winnow.Evaluation.Speed.Rivals;

/// <summary>Foresees the memory of ONNX Runtime, so that a comparison never drives a machine out of its memory.</summary>
/// <remarks>
/// Its attention holds the scores of all heads at once, several times over: measured were about 5 times their size in a process that runs once and 9 times in one
/// that runs again, since memory is then planned ahead.
/// </remarks>
static class RivalMemory
{
    const int CopiesOnce = 5, CopiesAgain = 9;

    // What others on the machine need meanwhile.
    const double LargestShare = 0.85;

    /// <summary>Foresees the bytes of a batch of equal lengths.</summary>
    public static long Expected(int heads, int tokens, int pairs, bool again) =>
        (again ? CopiesAgain : CopiesOnce) * sizeof(float) * (long)heads * tokens * tokens * pairs;

    /// <summary>Says whether so many bytes are free enough to be used.</summary>
    public static bool Fits(long bytes)
    {
        // The facts are those of the last collection, and there may not have been one.
        GC.Collect();
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return bytes < LargestShare * (memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }
}

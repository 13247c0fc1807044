namespace Winnow.Evaluation.Significance;

/// <summary>The generator SplitMix64, so that a seed gives the same numbers on every machine and in every version of .NET.</summary>
/// <remarks>Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014; public domain code by S. Vigna, https://prng.di.unimi.it/splitmix64.c.</remarks>
/// <param name="seed">Where the sequence starts.</param>
struct SplitMix64(ulong seed)
{
    ulong _state = seed;

    /// <summary>Draws 64 random bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Draws a number from 0 to <paramref name="bound"/> − 1.</summary>
    /// <remarks>The high half of a product: its bias is below bound / 2^64, far less than anything a resampling can show.</remarks>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);
}

namespace Winnow.Kernels.MatMul;

/// <summary>The width of a tile in vectors, as a type: the compiler makes a kernel of its own for each, with the unused sums removed.</summary>
interface IVectorCount
{
    /// <summary>Gets the number of vectors, 1 to 3.</summary>
    static abstract int Count { get; }
}

/// <summary>A tile of one vector.</summary>
readonly struct OneVector : IVectorCount
{
    public static int Count => 1;
}

/// <summary>A tile of two vectors.</summary>
readonly struct TwoVectors : IVectorCount
{
    public static int Count => 2;
}

/// <summary>A tile of three vectors, a whole panel.</summary>
readonly struct ThreeVectors : IVectorCount
{
    public static int Count => 3;
}

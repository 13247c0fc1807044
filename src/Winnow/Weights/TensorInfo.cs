namespace Winnow.Weights;

/// <summary>What the header of a safetensors file says about one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">The length of each dimension, outermost first; empty for a scalar. A length may be zero.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="Length">The number of its bytes.</param>
/// <remarks>Elements lie in row-major order, little-endian, and not necessarily aligned for their type. Two instances are equal when all fields and all dimensions are.</remarks>
public sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Gets the number of elements: the product of the dimensions, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The shape was not read from a file and has more elements than 63 bits can count.</exception>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long size in Shape)
                count = checked(count * size);
            return count;
        }
    }

    /// <summary>Says whether two descriptions are equal, dimension by dimension.</summary>
    /// <param name="other">The other description.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(TensorInfo? other)
    {
        if (other is null || Name != other.Name || Type != other.Type || Offset != other.Offset || Length != other.Length || Shape.Count != other.Shape.Count)
            return false;
        for (int i = 0; i < Shape.Count; i++)
        {
            if (Shape[i] != other.Shape[i])
                return false;
        }

        return true;
    }

    /// <summary>Computes a hash code that agrees with <see cref="Equals(TensorInfo?)"/>.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Count, Offset, Length);

    /// <summary>Describes the tensor, for instance <c>classifier.weight F32 [1,384]</c>.</summary>
    /// <returns>Name, type and shape.</returns>
    public override string ToString() => $"{Name} {Type.Name()} {ErrorText.Shape(Shape)}";
}

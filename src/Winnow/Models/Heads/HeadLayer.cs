namespace Winnow.Models.Heads;

/// <summary>One step of a head, over one row a sequence.</summary>
abstract unsafe class HeadLayer(int outputSize)
{
    /// <summary>Gets the width of a result.</summary>
    public int OutputSize => outputSize;

    /// <summary>Computes rows; source and target differ.</summary>
    public abstract void Apply(float* source, float* target, int rows);
}

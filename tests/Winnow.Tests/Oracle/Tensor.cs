namespace Winnow.Tests.Oracle;

/// <summary>A tensor widened to double; a vector has one column.</summary>
sealed record Tensor(string Name, int Rows, int Columns, double[] Values)
{
    public double[] Row(int index) =>
        index >= 0 && index < Rows
            ? Values[(index * Columns)..((index + 1) * Columns)]
            : throw new ArgumentOutOfRangeException(nameof(index), $"'{Name}' has {Rows} rows; there is no row {index}.");
}

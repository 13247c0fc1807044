namespace Winnow.Tests.Oracle;

/// <summary>The oracle's error function against values of the C library, which are right to the last places.</summary>
public class ErrorFunctionTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-8, 1.1283791670955126e-08)]
    [InlineData(0.1, 0.1124629160182849)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(1.5, 0.9661051464753108)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(2.5, 0.999593047982555)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(4, 0.9999999845827421)]
    [InlineData(5, 0.9999999999984626)]
    [InlineData(7, 1)]
    public void Erf_KnownValues_AgreesToTheLastPlaces(double x, double expected)
    {
        Assert.Equal(expected, ErrorFunction.Erf(x), 2e-15 * expected);
        Assert.Equal(-expected, ErrorFunction.Erf(-x), 2e-15 * expected);
    }

    [Fact]
    public void Erf_WhereTheSeriesEnds_HasNoStep() =>
        Assert.Equal(ErrorFunction.Erf(6), ErrorFunction.Erf(Math.BitDecrement(6)), 2e-15);
}

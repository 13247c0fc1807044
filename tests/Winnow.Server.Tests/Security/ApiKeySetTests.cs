namespace Winnow.Server.Tests.Security;

public sealed class ApiKeySetTests
{
    [Fact]
    public void Find_EachKey_GivesItsNumber()
    {
        var keys = new ApiKeySet();
        keys.Add("first");
        keys.Add("second");
        keys.Add("first");

        Assert.Equal(2, keys.Count);
        Assert.Equal(0, keys.Find("first"));
        Assert.Equal(1, keys.Find("second"));
        Assert.Equal(-1, keys.Find("secon"));
        Assert.Equal(-1, keys.Find(""));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("two words", "at place 4")]
    [InlineData("line\n", "at place 5")]
    [InlineData("schlüssel", "at place 5")]
    public void Add_NoHeaderCarriesIt_SaysWhereWithoutRepeatingIt(string key, string reason)
    {
        var error = Assert.Throws<WinnowException>(() => new ApiKeySet().Add(key));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        if (key.Length > 0)
            Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }
}

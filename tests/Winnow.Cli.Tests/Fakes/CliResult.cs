namespace Winnow.Cli.Tests.Fakes;

sealed record CliResult(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asserts the exit code and the whole of what was said on standard error.</summary>
    public CliResult Refused(string message, int code = 2)
    {
        Assert.Equal($"winnow: {message}\n", Error);
        Assert.Equal(code, Code);
        return this;
    }

    public CliResult Done()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, Code);
        return this;
    }
}

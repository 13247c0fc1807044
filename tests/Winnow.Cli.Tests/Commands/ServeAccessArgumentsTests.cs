using System.CommandLine;
using Winnow.Cli.Commands;
using Winnow.Cli.Tests.Fakes;
using Winnow.Server;

namespace Winnow.Cli.Tests.Commands;

public sealed class ServeAccessArgumentsTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_KeysFromAllThreePlaces_AllCount()
    {
        File.WriteAllText(_file, "one\n\n  two \r\n");
        var server = new WinnowServerOptions();

        Read(server, new() { ["WINNOW_API_KEYS"] = "three, four,," }, "--api-key", "five", "--api-key", "one", "--api-key-file", _file, "--rate-limit", "60");

        Assert.Equal(5, server.ApiKeys.Count);
        Assert.Equal(60, server.RequestsPerMinute);
    }

    [Fact]
    public void Read_Nothing_LeavesTheServerOpen()
    {
        var server = new WinnowServerOptions();

        Read(server, []);

        Assert.Equal(0, server.ApiKeys.Count);
        Assert.Null(server.RequestsPerMinute);
    }

    [Fact]
    public void Serve_KeyFileWithoutKey_IsRefused()
    {
        File.WriteAllText(_file, "\n  \n");

        CliResult result = new Tool().Run("serve", "--port", "0", "--api-key-file", _file);

        Assert.Equal(2, result.Code);
        Assert.Equal($"winnow: --api-key-file {_file} has no key. Write one a line.\n", result.Error);
    }

    [Theory]
    [InlineData("winnow: --api-key-file /no/such/file cannot be read: ", "--api-key-file", "/no/such/file")]
    [InlineData("winnow: An API key has a character that no header carries, at place 2", "--api-key", "a b")]
    [InlineData("winnow: 'search.example' is no origin.", "--cors-origin", "search.example")]
    [InlineData("winnow: TLS needs a certificate and its key", "--tls-key", "server.key")]
    [InlineData("winnow: The TLS certificate no.pem with the key no.key cannot be used: ", "--tls-certificate", "no.pem", "--tls-key", "no.key")]
    [InlineData("winnow: --rate-limit must be a whole number from 1", "--rate-limit", "0")]
    [InlineData("winnow: --metrics must be key, public or off", "--metrics", "all")]
    [InlineData("winnow: --log-format must be text or json", "--log-format", "xml")]
    [InlineData("winnow: --log-level must be trace, debug", "--log-level", "loud")]
    public void Serve_WrongOption_SaysWhatIsWrong(string message, params string[] options)
    {
        CliResult result = new Tool().Run(["serve", "--port", "0", .. options]);

        Assert.Equal(2, result.Code);
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    static void Read(WinnowServerOptions server, Dictionary<string, string> variables, params string[] options)
    {
        var arguments = new ServeAccessArguments();
        var command = new Command("serve");
        arguments.AddTo(command);
        var host = new CommandHost { Input = Stream.Null, Output = Stream.Null, Error = TextWriter.Null, Engine = new FakeEngine(), Variable = variables.GetValueOrDefault };
        arguments.Read(command.Parse(options), host, server);
    }
}

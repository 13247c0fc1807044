using System.Net;
using System.Security.Cryptography;
using System.Text;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Security;

public sealed class TlsTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Rerank_CertificateGiven_AnswersOverTls(string version)
    {
        using var certificate = new TestCertificate();
        await using TestServer server = await TestServer.StartAsync(options => options.MaxBodyBytes = 200, new ServerHostOptions { TlsCertificate = certificate.CertificateFile, TlsKey = certificate.KeyFile });
        string? shown = null;
        using var handler = new HttpClientHandler
        {
            CheckCertificateRevocationList = true,
            ServerCertificateCustomValidationCallback = (_, theirs, _, _) => (shown = theirs?.GetCertHashString(HashAlgorithmName.SHA256)) == certificate.Thumbprint,
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress, DefaultRequestVersion = new Version(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var content = new StringContent(Requests.Rerank, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/v1/rerank", content, TestContext.Current.CancellationToken);

        Assert.Equal("https", client.BaseAddress!.Scheme);
        Assert.Equal(certificate.Thumbprint, shown);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(version, response.Version.ToString());

        using var large = new StringContent(new string(' ', 201), Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await client.PostAsync("/v1/rerank", large, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public void Build_KeyOfAnotherCertificate_SaysSo()
    {
        using var one = new TestCertificate();
        using var other = new TestCertificate();

        var error = Assert.Throws<WinnowException>(() =>
            ServerHost.Build(["https://127.0.0.1:0"], _ => { }, null, new ServerHostOptions { TlsCertificate = one.CertificateFile, TlsKey = other.KeyFile }));

        Assert.Contains(one.CertificateFile, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give a certificate and its key as PEM files.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_CertificateWithoutKey_SaysSo()
    {
        var error = Assert.Throws<WinnowException>(() => ServerHost.Build(["https://127.0.0.1:0"], _ => { }, null, new ServerHostOptions { TlsCertificate = "server.pem" }));

        Assert.Equal("TLS needs a certificate and its key: give both PEM files.", error.Message);
    }
}

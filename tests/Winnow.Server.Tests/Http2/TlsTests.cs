using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Http2;

/// <summary>With TLS the handshake chooses between HTTP/1.1 and HTTP/2, as ever.</summary>
public sealed class TlsTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_Https_AnswersInTheVersionAskedFor(string version)
    {
        string certificate = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(certificate, SelfSigned(), Stop);
            await using WebApplication app = ServerHost.Build(
                ["https://127.0.0.1:0"], server => server.Models.Add(TestServer.ModelFolder), [$"--Kestrel:Certificates:Default:Path={certificate}", "--Kestrel:Certificates:Default:Password=test"]);
            await app.StartAsync(Stop);
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
            using var client = new HttpClient(handler) { DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

            using HttpResponseMessage response = await client.GetAsync($"{app.Urls.First()}/health", Stop);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Version.Parse(version), response.Version);
        }
        finally
        {
            File.Delete(certificate);
        }
    }

    static byte[] SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return certificate.Export(X509ContentType.Pfx, "test");
    }
}

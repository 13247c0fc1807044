using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Http;

namespace Winnow.Server.Security;

/// <summary>What guards an application that is nothing but Winnow's server: TLS, origins, errors in JSON, and the gate before all routes.</summary>
static class HostSecurity
{
    // What scripts of other origins may read beside the body.
    static readonly string[] _readableHeaders =
    [
        "Retry-After", "x-compute-type", "x-compute-time", "x-compute-characters", "x-compute-tokens", "x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time",
    ];

    /// <summary>Adds what the application needs before it is built.</summary>
    /// <exception cref="WinnowException">The certificate cannot be read.</exception>
    public static void Configure(WebApplicationBuilder builder, ServerHostOptions host)
    {
        builder.Services.AddCors();
        if (host.TlsCertificate is null)
            return;
        CheckCertificate(host.TlsCertificate, host.TlsKey!);
        // Kestrel reads the files itself, with the chain that follows the certificate and with what each system asks of keys.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Certificates:Default:Path"] = Path.GetFullPath(host.TlsCertificate),
            ["Kestrel:Certificates:Default:KeyPath"] = Path.GetFullPath(host.TlsKey!),
        });
    }

    /// <summary>Puts the guards before the application's routes.</summary>
    public static void Use(WebApplication app, ServerHostOptions host)
    {
        app.UseJsonErrors();
        if (host.CorsOrigins.Count > 0)
            app.UseCors(policy => policy.WithOrigins(host.CorsOrigins.Contains("*") ? ["*"] : [.. host.CorsOrigins]).AllowAnyHeader().WithMethods("GET", "POST").WithExposedHeaders(_readableHeaders));
        var gate = app.Services.GetRequiredService<RequestGate>();
        long maxBodyBytes = app.Services.GetRequiredService<WinnowServerOptions>().MaxBodyBytes;
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            if (context.GetEndpoint() is not null)
                return gate.PassAsync(context, next);
            RequestBody.Limit(context, maxBodyBytes);
            return next(context);
        });
    }

    static void CheckCertificate(string certificate, string key)
    {
        try
        {
            using var _ = X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"The TLS certificate {certificate} with the key {key} cannot be used: {error.Message} Give a certificate and its key as PEM files.", error);
        }
    }
}

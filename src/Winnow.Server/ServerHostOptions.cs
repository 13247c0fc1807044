using Microsoft.Extensions.Logging;

namespace Winnow.Server;

/// <summary>Settings of an application that is nothing but Winnow's server, beside those of the server itself.</summary>
/// <remarks>An application with a host of its own makes these settings as ASP.NET Core has them.</remarks>
public sealed class ServerHostOptions
{
    /// <summary>Gets the origins, such as <c>https://search.example</c>, whose pages may call the server from a browser.</summary>
    /// <value>The default is none: browsers let only the server's own page call it.</value>
    public IList<string> CorsOrigins { get; } = [];

    /// <summary>Gets or sets who may read <c>/metrics</c>.</summary>
    /// <value>The default is <see cref="MetricsAccess.Key"/>.</value>
    public MetricsAccess Metrics { get; set; } = MetricsAccess.Key;

    /// <summary>Gets or sets the form of the log on standard output.</summary>
    /// <value>The default is <see cref="LogFormat.Text"/>.</value>
    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    /// <summary>Gets or sets how important a message must be to be logged.</summary>
    /// <value>The default is <see cref="LogLevel.Information"/>: a line for each request.</value>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>Gets or sets the PEM file of the certificate for addresses that begin with <c>https://</c>, which may be followed by its chain.</summary>
    /// <value>The default is null: what the configuration of Kestrel says, if anything.</value>
    public string? TlsCertificate { get; set; }

    /// <summary>Gets or sets the PEM file of the certificate's key, without a password.</summary>
    /// <value>The default is null.</value>
    public string? TlsKey { get; set; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="WinnowException">A value cannot be.</exception>
    internal void Validate()
    {
        foreach (string origin in CorsOrigins)
        {
            if (origin != "*" && !IsOrigin(origin))
                throw new WinnowException($"'{origin}' is no origin. Write it as browsers send it: https://search.example or http://localhost:3000, without a path; or * for all.");
        }

        if (TlsCertificate is null != TlsKey is null)
            throw new WinnowException("TLS needs a certificate and its key: give both PEM files.");
    }

    static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;
}

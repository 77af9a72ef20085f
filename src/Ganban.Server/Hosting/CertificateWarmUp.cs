using System.Security.Cryptography.X509Certificates;

namespace Ganban.Server.Hosting;

/// <summary>
/// Makes the certificate once the server listens, so that clients can be told to trust its file before they connect.
/// </summary>
internal sealed partial class CertificateWarmUp(Lazy<X509Certificate2> certificate, ILogger<CertificateWarmUp> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            _ = certificate.Value;
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The certificate can't be made; connections over TLS will fail")]
    private partial void LogFailed(Exception exception);
}

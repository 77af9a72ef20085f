using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ganban.Protocol.Connections;

/// <summary>A self-signed certificate for TLS on one's own machine, kept as a pair of PEM files.</summary>
public static class DevelopmentCertificate
{
    /// <summary>The certificate's file in the folder; a client that trusts this file trusts the server.</summary>
    public const string CertificateFile = "development-certificate.pem";

    /// <summary>The private key's file in the folder, readable by its owner only.</summary>
    public const string KeyFile = "development-key.pem";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(397); // what clients still accept
    private static readonly TimeSpan s_renewBefore = TimeSpan.FromDays(30);

    /// <summary>
    /// The folder's certificate for <c>localhost</c>, <c>*.localhost</c>, <c>127.0.0.1</c> and <c>::1</c>; it is made
    /// where there is none, where it cannot be read and where it expires within thirty days.
    /// </summary>
    /// <param name="folder">The folder, created where it does not exist.</param>
    /// <param name="clock">Tells when the certificate expires.</param>
    public static X509Certificate2 LoadOrCreate(string folder, TimeProvider clock)
    {
        var certificatePath = Path.Combine(folder, CertificateFile);
        var keyPath = Path.Combine(folder, KeyFile);
        if (TryLoad(certificatePath, keyPath) is { } existing)
        {
            if (existing.NotAfter.ToUniversalTime() > clock.GetUtcNow() + s_renewBefore)
            {
                return existing;
            }

            existing.Dispose();
        }

        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var created = Create(key, clock.GetUtcNow());
        WriteOwnerOnly(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, created.ExportCertificatePem());
        return Usable(created);
    }

    private static X509Certificate2? TryLoad(string certificatePath, string keyPath)
    {
        if (!File.Exists(certificatePath) || !File.Exists(keyPath))
        {
            return null;
        }

        try
        {
            using var loaded = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return Usable(loaded);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static X509Certificate2 Create(ECDsa key, DateTimeOffset now)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("*.localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);

        var request = new CertificateRequest("CN=Ganban development", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "TLS server authentication")], false));
        return request.CreateSelfSigned(now.AddDays(-1), now + s_lifetime);
    }

    private static void WriteOwnerOnly(string path, string text)
    {
        // A file that exists keeps its mode, so that an old one goes first.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    // Windows' TLS does not take keys that live in memory only; the way over PKCS #12 gives one it takes everywhere.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}

using System.Security.Cryptography.X509Certificates;
using Ganban.Protocol.Connections;

namespace Ganban.Protocol.Tests.Connections;

public sealed class DevelopmentCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-certificate-").FullName;

    [Fact]
    public void It_is_made_once_for_localhost_and_kept()
    {
        using var made = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);
        using var kept = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);

        Assert.Equal(made.Thumbprint, kept.Thumbprint);
        Assert.True(kept.HasPrivateKey);
        foreach (var name in (ReadOnlySpan<string>)["localhost", "bedrock-runtime.localhost", "127.0.0.1", "::1"])
        {
            Assert.True(kept.MatchesHostname(name), name);
        }

        Assert.False(kept.MatchesHostname("example.com"));
    }

    [Fact]
    public void The_key_is_readable_by_its_owner_only()
    {
        DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System).Dispose();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(_folder, DevelopmentCertificate.KeyFile)));
        }
    }

    [Fact]
    public void It_is_made_anew_where_it_expires_soon_or_cannot_be_read()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var first = DevelopmentCertificate.LoadOrCreate(_folder, new Signatures.FixedClock(now));
        using var second = DevelopmentCertificate.LoadOrCreate(_folder, new Signatures.FixedClock(now.AddDays(380)));
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);

        File.WriteAllText(Path.Combine(_folder, DevelopmentCertificate.KeyFile), "nothing");
        using var third = DevelopmentCertificate.LoadOrCreate(_folder, new Signatures.FixedClock(now));
        Assert.NotEqual(second.Thumbprint, third.Thumbprint);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using Ganban.Protocol.Pipeline;
using Ganban.S3.Forms;
using Ganban.S3.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.S3;

/// <summary>S3 on the server's port, over the object store; the host adds that.</summary>
public static class S3Module
{
    /// <summary>Registers the service and the removal of abandoned uploads.</summary>
    public static IServiceCollection AddS3(this IServiceCollection services) => services
        .AddSingleton<S3Routes>()
        .AddSingleton<S3Caller>()
        .AddSingleton<FormSignature>()
        .AddSingleton<FormUpload>()
        .AddSingleton<ICompanionService, S3Service>()
        .AddHostedService<AbandonedUploads>();

    /// <summary>Registers an answer to S3's clients for a server whose objects are elsewhere.</summary>
    /// <param name="services">The container.</param>
    /// <param name="where">Where they are, in words.</param>
    public static IServiceCollection AddS3Elsewhere(this IServiceCollection services, string where) =>
        services.AddSingleton<ICompanionService>(_ => new ObjectsElsewhere(where));
}

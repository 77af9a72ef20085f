using Ganban.Protocol.Pipeline;
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
        .AddSingleton<ICompanionService, S3Service>()
        .AddHostedService<AbandonedUploads>();
}

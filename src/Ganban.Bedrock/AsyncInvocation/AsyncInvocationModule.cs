using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>What asynchronous invocations need in the container, beside the runner of jobs.</summary>
public static class AsyncInvocationModule
{
    /// <summary>Registers the invocations, makes them taggable, and registers what runs them.</summary>
    public static IServiceCollection AddAsyncInvocation(this IServiceCollection services) => services
        .AddSingleton<AsyncInvocations>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<AsyncInvocations>())
        .AddSingleton<IJobType, AsyncInvocationJob>();
}

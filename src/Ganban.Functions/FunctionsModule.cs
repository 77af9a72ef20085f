using Ganban.Functions.Code;
using Ganban.Functions.Endpoints;
using Ganban.Functions.Events;
using Ganban.Functions.Execution;
using Ganban.Functions.Programs;
using Ganban.Functions.Records;
using Ganban.Functions.Runtimes;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Functions;

/// <summary>What functions and programs need in the container.</summary>
public static class FunctionsModule
{
    /// <summary>Registers functions, the queue of their events, and programs.</summary>
    public static IServiceCollection AddFunctions(
        this IServiceCollection services, Func<IServiceProvider, FunctionsOptions> options) => services
        .AddSingleton(options)
        .AddSingleton<Interpreters>()
        .AddSingleton(provider => new FunctionRuntimes(provider.GetRequiredService<Interpreters>()))
        .AddSingleton<StoredFunctions>()
        .AddSingleton<CodeFolders>()
        .AddHostedService(provider => provider.GetRequiredService<CodeFolders>())
        .AddSingleton<FunctionProcesses>()
        .AddSingleton<RuntimeApi>()
        .AddSingleton<EnvironmentPool>()
        .AddSingleton<FunctionLog>()
        .AddSingleton(provider => new FunctionRunner(
            provider.GetRequiredService<StoredFunctions>(),
            provider.GetRequiredService<CodeFolders>(),
            provider.GetRequiredService<EnvironmentPool>(),
            provider.GetRequiredService<FunctionLog>()))
        .AddSingleton<EndpointCalls>()
        .AddSingleton<IFunctionInvoker, FunctionInvoker>()
        .AddSingleton<EventQueue>()
        .AddHostedService(provider => provider.GetRequiredService<EventQueue>())
        .AddSingleton(provider => new PythonPrograms(
            provider.GetRequiredService<Interpreters>(),
            provider.GetRequiredService<FunctionsOptions>(),
            provider.GetRequiredService<TimeProvider>()));
}

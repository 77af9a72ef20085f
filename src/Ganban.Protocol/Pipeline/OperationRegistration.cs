using Ganban.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ganban.Protocol.Pipeline;

/// <summary>Registers handlers; generated code calls it for every handler class.</summary>
public static class OperationRegistration
{
    /// <summary>Registers a handler for the operation of its request.</summary>
    public static IServiceCollection AddOperation<TRequest, TResponse, THandler>(
        this IServiceCollection services,
        bool stateOnly,
        bool refuses = false)
        where TRequest : class, IRequest<TRequest, TResponse>
        where TResponse : class
        where THandler : class, IOperationHandler<TRequest, TResponse>
    {
        services.TryAddSingleton<THandler>();
        return services.AddSingleton<OperationEndpoint>(provider => new OperationEndpoint<TRequest, TResponse>(
            TRequest.Operation,
            provider.GetRequiredService<THandler>,
            stateOnly,
            refuses));
    }
}

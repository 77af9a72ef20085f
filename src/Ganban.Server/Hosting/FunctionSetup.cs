using Ganban.Functions;
using Ganban.Functions.Endpoints;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ganban.Server.Hosting;

/// <summary>Functions and programs, as the settings describe them.</summary>
internal static class FunctionSetup
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddFunctions(this IServiceCollection services, ServerOptions options) =>
        services.AddFunctions(provider => new FunctionsOptions
        {
            Folder = Path.Combine(options.Data, "functions"),
            EnvironmentsMax = options.Functions.ProcessesMax,
            EnvironmentsPerFunctionMax = options.Functions.ProcessesPerFunctionMax,
            IdleMax = options.Functions.IdleMax,
            RetryDelays = [options.Functions.RetryDelay, 2 * options.Functions.RetryDelay],
            Endpoints =
            [
                .. options.Functions.Endpoints.Select(endpoint => new FunctionEndpoint(
                    endpoint.Pattern,
                    endpoint.Address,
                    endpoint.FunctionName.Length > 0 ? endpoint.FunctionName : null,
                    endpoint.TimeMax)
                {
                    Sign = endpoint.Sign
                        ? new FunctionSignature(endpoint.Profile, provider.GetRequiredService<TimeProvider>()).Sign
                        : null,
                }),
            ],
            Variables = account => Variables(account, options, provider.GetRequiredService<IServer>()),
        });

    // So that a function's AWS clients find this server. In development mode everybody knows the keys; a function of a
    // server with real keys brings its own.
    private static Dictionary<string, string> Variables(string account, ServerOptions options, IServer server)
    {
        var variables = new Dictionary<string, string>();
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault(url => url.StartsWith("http://", StringComparison.Ordinal)) is { } address)
        {
            variables["AWS_ENDPOINT_URL"] = address;
        }

        if (options.IsLoopback)
        {
            variables["AWS_ACCESS_KEY_ID"] = account;
            variables["AWS_SECRET_ACCESS_KEY"] = "test";
        }

        return variables;
    }
}

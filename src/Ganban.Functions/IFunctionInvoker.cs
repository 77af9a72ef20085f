using Ganban.Storage;

namespace Ganban.Functions;

/// <summary>
/// Runs functions: those of this server in processes of their own, those mapped to another endpoint there.
/// </summary>
public interface IFunctionInvoker
{
    /// <summary>Runs a function to its end and returns its answer.</summary>
    /// <exception cref="FunctionException">It could not be run, or did not answer within its limits.</exception>
    Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken);

    /// <summary>Whether there is a function to call: here, with its version or alias, or at an endpoint.</summary>
    /// <param name="tenant">Who calls.</param>
    /// <param name="function">Its name or ARN, with its qualifier if there is one.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    Task<bool> Has(Tenant tenant, string function, CancellationToken cancellationToken);
}

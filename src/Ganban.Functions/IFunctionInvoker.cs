namespace Ganban.Functions;

/// <summary>
/// Runs functions: those of this server in processes of their own, those mapped to another endpoint there.
/// </summary>
public interface IFunctionInvoker
{
    /// <summary>Runs a function to its end and returns its answer.</summary>
    /// <exception cref="FunctionException">It could not be run, or did not answer within its limits.</exception>
    Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken);
}

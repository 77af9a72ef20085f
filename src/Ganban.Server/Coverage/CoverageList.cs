using System.Globalization;
using System.Text;
using Ganban.Bedrock;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;

namespace Ganban.Server.Coverage;

/// <summary>How far each operation of the contract is implemented, read from the registered handlers.</summary>
public static class CoverageList
{
    private const string Executes = "executes";
    private const string StateOnly = "state only";
    private const string NotYet = "not yet";

    /// <summary>Every operation with its coverage, by service and name.</summary>
    public static IReadOnlyList<(Operation Operation, string Status)> Make()
    {
        using var services = new ServiceCollection().AddOperationHandlers().BuildServiceProvider();
        var endpoints = services.GetServices<OperationEndpoint>().ToDictionary(endpoint => endpoint.Operation);
        return
        [
            .. Contract.Operations
                .OrderBy(operation => operation.Service, StringComparer.Ordinal)
                .ThenBy(operation => operation.Name, StringComparer.Ordinal)
                .Select(operation => (operation, Status(endpoints.GetValueOrDefault(operation)))),
        ];
    }

    /// <summary>Whether an operation of this coverage answers at all.</summary>
    internal static bool IsThere(string status) => status != NotYet;

    private static string Status(OperationEndpoint? endpoint) =>
        endpoint is null or { Refuses: true } ? NotYet : endpoint.StateOnly ? StateOnly : Executes;

    /// <summary>One line of totals.</summary>
    public static string Summary(IReadOnlyList<(Operation Operation, string Status)> coverage)
    {
        int Count(string status) => coverage.Count(item => item.Status == status);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{coverage.Count} operations: {Count(Executes)} execute, {Count(StateOnly)} keep state only, {Count(NotYet)} not yet.");
    }

    /// <summary>The table for the documentation.</summary>
    public static string ToMarkdown(IReadOnlyList<(Operation Operation, string Status)> coverage)
    {
        var text = new StringBuilder();
        text.Append(Summary(coverage)).Append("\n\n| service | operation | coverage |\n| --- | --- | --- |\n");
        foreach (var (operation, status) in coverage)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {operation.Service} | {operation.Name} | {status} |\n");
        }

        return text.ToString();
    }
}

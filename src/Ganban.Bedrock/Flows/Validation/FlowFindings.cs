using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What is found wrong in a definition, up to as many findings as the API can show.</summary>
internal sealed class FlowFindings
{
    private const int FindingsMax = 100;
    private readonly List<FlowValidation> _found = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<FlowValidation> All => _found;

    /// <summary>Whether something was found that keeps the flow from running.</summary>
    public bool HasErrors => _found.Exists(found => found.Severity == FlowValidationSeverity.Error);

    /// <summary>Adds what keeps the flow from running.</summary>
    public void Error(string type, string message, FlowValidationDetails details) =>
        Add(FlowValidationSeverity.Error, type, message, details);

    /// <summary>Adds what is odd but harmless.</summary>
    public void Warning(string type, string message, FlowValidationDetails details) =>
        Add(FlowValidationSeverity.Warning, type, message, details);

    /// <summary>Adds an error that has no type of its own.</summary>
    public void Unspecified(string message) => Error(
        FlowValidationType.Unspecified,
        message,
        new FlowValidationDetails.Unspecified(new UnspecifiedFlowValidationDetails()));

    private void Add(string severity, string type, string message, FlowValidationDetails details)
    {
        // An error must not be lost behind warnings.
        if (_found.Count == FindingsMax && severity == FlowValidationSeverity.Error && !HasErrors)
        {
            _found.RemoveAt(FindingsMax - 1);
        }

        if (_found.Count < FindingsMax)
        {
            _found.Add(new FlowValidation { Severity = severity, Type = type, Message = message, Details = details });
        }
    }
}

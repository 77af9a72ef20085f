using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Faults;

/// <summary>Decides which invocations fail. Safe for concurrent use.</summary>
internal sealed class FaultPlan(FaultOptions options)
{
    /// <summary>The header of requests that asks for a fault, and of responses that tells of one.</summary>
    public const string Header = "x-ganban-fault";

    private readonly Lock _gate = new();

    // Not for secrets: a seed makes failures repeat.
#pragma warning disable CA5394 // chance of faults only
    private readonly Random[] _chances = [.. options.Rules.Select(rule => new Random(rule.Seed))];

    /// <summary>The fault of an invocation; null for none.</summary>
    /// <exception cref="ValidationException">The request asks for a fault that there isn't.</exception>
    public FaultSpec? For(OperationContext context)
    {
        if (options.HeaderEnabled && context.RequestHeader(Header) is { } asked)
        {
            return FaultSpec.Parse(asked) ?? throw new ValidationException(
                $"The header {Header} asks for a fault that there isn't. There are: {FaultSpec.Grammar}.");
        }

        var model = context.Notes<InvocationNotes>().Model?.Id ?? "";
        for (var i = 0; i < options.Rules.Count; i++)
        {
            var rule = options.Rules[i];
            if (rule.Operation.Matches(context.Operation) && rule.Model.Matches(model) && Hits(i, rule.Rate))
            {
                return rule.Fault;
            }
        }

        return null;
    }

    private bool Hits(int rule, double rate)
    {
        lock (_gate)
        {
            return _chances[rule].NextDouble() < rate;
        }
    }
#pragma warning restore CA5394
}

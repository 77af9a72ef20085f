using System.Collections.Concurrent;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Gives the guardrails that requests name, ready to use; what was made ready once is kept.</summary>
internal sealed class GuardrailShelf(StoredGuardrails guardrails)
{
    private const int KeptMax = 256;

    // A revision is never used twice, so a guardrail that changed is another one.
    private readonly ConcurrentDictionary<long, GuardrailChecks> _kept = new();

    /// <summary>The guardrail that a request names.</summary>
    /// <exception cref="Ganban.Contracts.BedrockRuntime.ValidationException">The caller has no such one.</exception>
    public async Task<GuardrailChecks> Get(
        string identifier, string version, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await guardrails.Find(tenant, identifier, version, cancellationToken)
            ?? throw GuardrailsErrors.Unknown();
        if (_kept.TryGetValue(stored.Revision, out var checks))
        {
            return checks;
        }

        if (_kept.Count >= KeptMax)
        {
            _kept.Clear();
        }

        return _kept[stored.Revision] = new GuardrailChecks(stored, StoredGuardrails.Arn(tenant, stored.Id));
    }
}

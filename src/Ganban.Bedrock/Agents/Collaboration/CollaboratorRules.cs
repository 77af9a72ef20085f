using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>What holds for collaborators beyond the contract's constraints.</summary>
internal sealed class CollaboratorRules(CollaborationGraph graph)
{
    /// <summary>The most collaborators of an agent: Amazon Bedrock's default quota.</summary>
    public const int PerAgentMax = 10;

    /// <summary>Checks a collaborator by itself and by all that it comes to ask.</summary>
    /// <exception cref="ValidationException">The agent can't have it, with the reason.</exception>
    public async Task Check(
        Tenant tenant, Stored<AgentRecord> draft, CollaboratorRecord collaborator, CancellationToken cancellationToken)
    {
        RequireSupervisor(draft.Id, draft.Document);
        if (await graph.Fault(tenant, draft.Id, [collaborator], cancellationToken) is { } fault)
        {
            throw AgentsErrors.Wrong("agentDescriptor.aliasArn", fault);
        }
    }

    /// <summary>Checks that an agent may have collaborators.</summary>
    /// <exception cref="ValidationException">It may not.</exception>
    public static void RequireSupervisor(string id, AgentRecord record)
    {
        if (!record.Settings.IsSupervisor)
        {
            throw AgentsErrors.Wrong(
                "agentCollaboration",
                $"It is DISABLED for the agent {id}. Set it to SUPERVISOR or SUPERVISOR_ROUTER with UpdateAgent first.");
        }
    }

    /// <summary>Checks that a collaborator fits beside an agent's others.</summary>
    /// <exception cref="ConflictException">Its name or its agent is there already.</exception>
    public static void CheckBeside(CollaboratorRecord collaborator, IEnumerable<CollaboratorRecord> others)
    {
        foreach (var other in others)
        {
            if (other.Name == collaborator.Name)
            {
                throw AgentsErrors.NameTaken("A collaborator of the agent", collaborator.Name);
            }

            if (other.AliasArn == collaborator.AliasArn)
            {
                throw AgentsErrors.InUse(
                    $"The alias {collaborator.AliasArn}", $"it is the collaborator {other.Name} of the agent", "Change that one.");
            }
        }
    }

    /// <summary>The ARN that a request names.</summary>
    /// <exception cref="ValidationException">It names none.</exception>
    public static string AliasArn(AgentDescriptor descriptor) => descriptor.AliasArn
        ?? throw AgentsErrors.Wrong("agentDescriptor.aliasArn", "It is missing. Name the alias of the agent that is to be asked.");
}

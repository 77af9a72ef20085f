using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>An agent that another one can ask, as it is stored within the other one.</summary>
/// <param name="Id">The id of the association.</param>
/// <param name="Name">What the other one calls it.</param>
/// <param name="AliasArn">The alias that is asked.</param>
/// <param name="Instruction">When and how it is to be asked.</param>
/// <param name="RelaysHistory">Whether it is told what was said before: one of
/// <see cref="RelayConversationHistory"/>.</param>
/// <param name="CreatedAt">When it was associated.</param>
/// <param name="UpdatedAt">When that was changed last.</param>
/// <param name="ClientToken">The token that it was associated with.</param>
/// <param name="Fingerprint">The digest of the request that associated it.</param>
internal sealed record CollaboratorRecord(
    string Id,
    string Name,
    string AliasArn,
    string Instruction,
    string RelaysHistory,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ClientToken,
    string? Fingerprint);

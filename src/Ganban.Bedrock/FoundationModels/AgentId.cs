using System.Security.Cryptography;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// The ids of what tenants own in the control plane of agents (prompts, knowledge bases, their data sources and
/// jobs): ten upper-case letters and digits.
/// </summary>
internal static class AgentId
{
    /// <summary>The length of an id.</summary>
    public const int Characters = 10;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>A new id, random: 51 bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Characters);
}

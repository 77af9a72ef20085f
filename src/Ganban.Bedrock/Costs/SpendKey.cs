using System.Security.Cryptography;
using System.Text;

namespace Ganban.Bedrock.Costs;

/// <summary>What invocations are summed by.</summary>
/// <param name="Day">The day in UTC: <c>2026-01-31</c>.</param>
/// <param name="Account">Who pays: twelve digits.</param>
/// <param name="Region">Where.</param>
/// <param name="Model">The catalog's id of the model.</param>
/// <param name="Profile">The application inference profile; null where none was used.</param>
/// <param name="Caller">The caller's ARN.</param>
public sealed record SpendKey(
    string Day,
    string Account,
    string Region,
    string Model,
    string? Profile,
    string Caller)
{
    /// <summary>The id of the sum's document.</summary>
    internal string Id =>
        $"{Day}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))}";
}

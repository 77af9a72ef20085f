using System.Security.Cryptography;

namespace Ganban.Bedrock.Invocation;

/// <summary>Identifiers in the forms that the service gives out.</summary>
internal static class WireIds
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A prefix and 22 characters drawn at random.</summary>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, 22);
}

using System.Security.Cryptography;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>The ids of what tenants own in the control plane: twelve lower-case letters and digits.</summary>
public static class ResourceId
{
    /// <summary>The length of an id.</summary>
    public const int Characters = 12;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new id, random: 62 bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Characters);

    /// <summary>Whether <paramref name="text"/> has the form of an id.</summary>
    public static bool IsValid(string text) =>
        text.Length == Characters && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}

using System.Security.Cryptography;
using System.Text;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// The folder that stands for a log group. The group's name comes from a caller, so it is never used as a path.
/// </summary>
internal static class LogGroupFolder
{
    private const int NameCharactersMax = 180;

    /// <summary>Whether the name has only the characters that log groups may have.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or '#');

    /// <summary>
    /// The folder's name: slashes as %2F, a dot in front as %2E; a long name is cut and told from others by its hash.
    /// </summary>
    public static string NameOf(string logGroup)
    {
        var name = logGroup.Replace("/", "%2F", StringComparison.Ordinal);
        name = name.StartsWith('.') ? "%2E" + name[1..] : name;
        if (name.Length <= NameCharactersMax)
        {
            return name;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(logGroup));
        return $"{name[..NameCharactersMax]}~{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;

namespace Ganban.Bedrock.Invocation;

/// <summary>Identifiers in the forms that the service gives out.</summary>
internal static class WireIds
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A message of Claude's own format.</summary>
    public static string AnthropicMessage() => "msg_bdrk_01" + RandomNumberGenerator.GetString(Alphabet, 22);

    /// <summary>A tool call in Claude's own format.</summary>
    public static string AnthropicToolUse() => "toolu_bdrk_01" + RandomNumberGenerator.GetString(Alphabet, 22);

    /// <summary>A chat completion.</summary>
    public static string ChatCompletion() => "chatcmpl-" + Guid.NewGuid().ToString("N");

    /// <summary>A tool call of a chat completion.</summary>
    public static string ChatToolCall() => "call_" + RandomNumberGenerator.GetString(Alphabet, 24);

    /// <summary>A tool call of Mistral's: nine letters and digits.</summary>
    public static string MistralToolCall() => RandomNumberGenerator.GetString(Alphabet, 9);

    /// <summary>A tool call in Converse: sixteen random bytes as 22 characters of base64url.</summary>
    public static string ToolUse() => "tooluse_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>
    /// A model's name as its provider writes it: <c>anthropic.claude-3-haiku-20240307-v1:0</c> answers as
    /// <c>claude-3-haiku-20240307</c>.
    /// </summary>
    public static string ProviderName(string modelId)
    {
        var name = modelId[(modelId.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var version = name.LastIndexOf("-v", StringComparison.Ordinal);
        return version > 0 && name.Contains(':', StringComparison.Ordinal) ? name[..version] : name;
    }
}

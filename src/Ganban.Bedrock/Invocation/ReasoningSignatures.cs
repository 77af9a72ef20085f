using System.Security.Cryptography;
using System.Text;
using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Signs what a Claude model thinks, and knows its own signatures again: callers must send thoughts back as they got
/// them. Signatures hold across restarts and for every server on the same data.
/// </summary>
internal sealed class ReasoningSignatures(ResourceStore store)
{
    private readonly byte[] _key = store.DeriveKey("reasoning signatures");

    /// <summary>The signature of a text, in Base64.</summary>
    public string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));

    /// <summary>What signs the thoughts of a model; null for models whose thoughts bear no signature.</summary>
    public ReasoningSignatures? For(CatalogModel model) => model.NativeFormat == "anthropic-messages" ? this : null;

    /// <summary>
    /// Whether a text came from here as it is. A block without text, whose thoughts were left out, is taken as it is.
    /// </summary>
    public bool IsGood(string text, string signature) => text.Length == 0 || CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Sign(text)), Encoding.UTF8.GetBytes(signature));
}

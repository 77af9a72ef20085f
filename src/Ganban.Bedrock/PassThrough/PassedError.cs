using System.Text.Json;
using Ganban.Contracts;
using Ganban.Inference.Remote;

namespace Ganban.Bedrock.PassThrough;

/// <summary>An error that Amazon Bedrock answered, with its own name, status, words and members.</summary>
internal sealed class PassedError : ModelledException
{
    // What a wrong or an old key of this server's configuration is answered with: nothing that the caller did.
    private static readonly HashSet<string> s_ofCredentials =
    [
        "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "ExpiredToken",
        "IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationTokenException",
        "InvalidClientTokenId", "SignatureDoesNotMatch",
    ];

    private static readonly HashSet<string> s_ofEngine =
    [
        "ThrottlingException", "ServiceUnavailableException", "InternalServerException", "ModelNotReadyException",
        "ModelTimeoutException", "ModelErrorException", "ModelStreamErrorException",
    ];

    private readonly JsonElement _body;

    private PassedError(string code, int status, string message, JsonElement body, Exception? inner)
        : base(code, status, message, inner)
    {
        _body = body;
    }

    /// <summary>Whether another engine may do better.</summary>
    public bool IsOfEngine => Status >= 500 || s_ofEngine.Contains(Code);

    /// <summary>The error that a reply is; null for one in which no error of the protocol can be found.</summary>
    public static PassedError? Of(RemoteEngineException fault)
    {
        if (fault is not { Reply: { ErrorType: { } type } reply, StatusCode: >= 400 and var status })
        {
            return null;
        }

        var code = type.Split(':')[0];
        return code.Length == 0 || !code.All(char.IsAsciiLetterOrDigit) || s_ofCredentials.Contains(code)
            ? null
            : Of(code, status, reply.Body, fault);
    }

    /// <summary>The error with a JSON body.</summary>
    public static PassedError Of(string code, int status, ReadOnlyMemory<byte> json, Exception? inner)
    {
        var body = Parse(json);
        var message = Member(body, "message") ?? Member(body, "Message") ?? "Amazon Bedrock gave no reason.";
        return new PassedError(code, status, message, body, inner);
    }

    /// <inheritdoc/>
    public override void WriteMembers(Utf8JsonWriter writer)
    {
        if (_body.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in _body.EnumerateObject().Where(member => member.Name is not ("message" or "Message")))
        {
            member.WriteTo(writer);
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Member(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

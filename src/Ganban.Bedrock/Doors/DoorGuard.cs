using System.Text.Json;
using Ganban.Bedrock.Guardrails;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors;

/// <summary>
/// What a request of a front door says of its guardrail: InvokeModel's headers and its member of the body.
/// </summary>
internal static class DoorGuard
{
    private const string Identifier = "X-Amzn-Bedrock-GuardrailIdentifier";

    /// <summary>The body without what it says of the guardrail, and the options; null for none.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">What it says has the wrong form.</exception>
    public static (JsonElement Body, GuardOptions? Options) Read(JsonElement body, OperationContext context)
    {
        var options = GuardOptions.Of(
            context.RequestHeader(Identifier),
            context.RequestHeader("X-Amzn-Bedrock-GuardrailVersion"),
            context.RequestHeader("X-Amzn-Bedrock-Trace"));
        return options is not null && GuardedBody.Take(body, options) is { } taken
            ? (JsonSerializer.SerializeToElement(taken.Body), taken.Options)
            : (body, options);
    }

    /// <summary>Refuses a guardrail where nothing converses.</summary>
    public static void Refuse(OperationContext context)
    {
        if (!string.IsNullOrEmpty(context.RequestHeader(Identifier)))
        {
            throw GuardrailsErrors.NotForThisModel();
        }
    }
}

namespace Ganban.Server.Coverage;

/// <summary>Why members are left untouched, where the reason is a matter of principle.</summary>
internal static class FieldReasons
{
    // The first whose members are all in the path, one below the other, holds.
    private static readonly (string Members, string Reason)[] Reasons =
    [
        ("requestMetadata", "goes from the body into the invocation log as it stands"),
        ("guardrailConfig", "part of guardrails"),
        ("trace", "part of guardrails"),
        ("qualifiers", "part of guardrails; without them it means nothing"),
        ("performanceConfig.latency", "the object is given back as it came"),
        ("serviceTier", "the object is given back as it came"),
        ("textFormat.type", "has one possible value"),
        ("cachePoint.type", "has one possible value"),
        ("sortBy", "has one possible value"),
        ("offerType", "all offers are public, so that its values mean the same"),
        ("toolChoice.auto", "is what happens without it"),
        ("strict", "tool calls follow their schema with and without it"),
        ("systemTool", "refused as a whole"),
        ("toolResult.content.video", "refused"),
        ("messages.content.audio", "refused as a whole"),
        ("messages.content.video", "refused as a whole"),
        ("guardContent.image", "refused"),
        ("image.error", "of images in answers; clients have no use for it"),
        ("citationsContent.citations", "the text of an earlier answer counts, its citations do not"),
        ("reasoningContent.redactedContent", "no engine here redacts what it thinks; foreign ones are passed over"),
        ("start.toolUse.type", "of tools that run in the service, which are refused"),
        ("start.toolResult", "of tools that run in the service, which are refused"),
        ("delta.toolResult", "of tools that run in the service, which are refused"),
        ("location.web", "of tools that run in the service, which are refused"),
        ("start.image", "no engine answers with images in Converse"),
        ("delta.image", "no engine answers with images in Converse"),
        ("modelLifecycle", "no source establishes it for the models of the catalog"),
        ("agreementAvailability.errorMessage", "looking an agreement up never fails"),
        ("termDetails", "nothing is sold here"),
        ("s3EncryptionKeyId", "refused in requests"),
        ("kmsKeyId", "refused in requests"),
    ];

    /// <summary>Why nothing touches the member of this path; empty if there is no such reason.</summary>
    public static string Of(string path) => Reasons
        .FirstOrDefault(item => $".{path}.".Contains($".{item.Members}.", StringComparison.Ordinal))
        .Reason ?? "";
}

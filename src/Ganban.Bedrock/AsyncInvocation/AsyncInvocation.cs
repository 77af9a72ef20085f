using Ganban.Storage;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>An asynchronous invocation as it is stored; its id and time of submission are the store's.</summary>
internal sealed record AsyncInvocation
{
    /// <summary>The type in the ARNs of invocations.</summary>
    public const string ResourceType = "async-invoke";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<AsyncInvocation> Kind { get; } =
        new(ResourceType, AsyncInvocationJson.Default.AsyncInvocation);

    /// <summary>The model, as the caller named it.</summary>
    public required string ModelId { get; init; }

    /// <summary>The ARN of the catalog's model.</summary>
    public required string ModelArn { get; init; }

    /// <summary>The body: JSON in the model's own format.</summary>
    public required string ModelInput { get; init; }

    /// <summary>The ARN of the one who began it.</summary>
    public required string CallerArn { get; init; }

    /// <summary>The folder in which the invocation's own folder is written.</summary>
    public required string OutputUri { get; init; }

    /// <summary>The account of the output's bucket, as the caller sent it.</summary>
    public string? BucketOwner { get; init; }

    /// <summary>The caller's token.</summary>
    public string? ClientRequestToken { get; init; }

    /// <summary>One of the contract's statuses.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

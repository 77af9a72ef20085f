using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>A batch inference job as it is stored; its id, name and time of submission are the store's.</summary>
internal sealed record BatchJob
{
    /// <summary>The type in the ARNs of jobs.</summary>
    public const string ResourceType = "model-invocation-job";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<BatchJob> Kind { get; } =
        new(ResourceType, BatchInferenceJson.Default.BatchJob) { UniqueNames = true };

    /// <summary>The model, as the caller named it.</summary>
    public required string ModelId { get; init; }

    /// <summary>The invocation type, as the caller sent it; null means InvokeModel.</summary>
    public string? ModelInvocationType { get; init; }

    /// <summary>The role, kept and given back.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The ARN of the one who created it, whom its invocations count for.</summary>
    public required string CallerArn { get; init; }

    /// <summary>The file or the folder of files to read.</summary>
    public required string InputUri { get; init; }

    /// <summary>The format of the input, as the caller sent it.</summary>
    public string? InputFormat { get; init; }

    /// <summary>The account of the input's bucket, as the caller sent it.</summary>
    public string? InputBucketOwner { get; init; }

    /// <summary>The folder in which the job's own folder is written.</summary>
    public required string OutputUri { get; init; }

    /// <summary>The account of the output's bucket, as the caller sent it.</summary>
    public string? OutputBucketOwner { get; init; }

    /// <summary>Kept and given back.</summary>
    public IReadOnlyList<string>? SubnetIds { get; init; }

    /// <summary>Kept and given back.</summary>
    public IReadOnlyList<string>? SecurityGroupIds { get; init; }

    /// <summary>After how many hours it ends, done or not.</summary>
    public int? TimeoutHours { get; init; }

    /// <summary>When it ends, done or not.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The caller's token.</summary>
    public string? ClientRequestToken { get; init; }

    /// <summary>One of the contract's statuses.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The input's files, once they are validated.</summary>
    public IReadOnlyList<BatchFile>? Files { get; init; }

    /// <summary>Records with an answer.</summary>
    public long Succeeded { get; init; }

    /// <summary>Records with an error.</summary>
    public long Failed { get; init; }

    /// <summary>Whether bodies are Converse's and not in the model's own format.</summary>
    internal bool IsConverse => ModelInvocationType == Contracts.Bedrock.ModelInvocationType.Converse;

    /// <summary>All records; null until they are validated.</summary>
    internal long? Records => Files?.Sum(file => file.Records);
}

/// <summary>A file of a job's input.</summary>
/// <param name="Key">Its key in the bucket.</param>
/// <param name="Name">What its output is named after, below the job's folder.</param>
/// <param name="Records">How many records it has.</param>
internal sealed record BatchFile(string Key, string Name, long Records);

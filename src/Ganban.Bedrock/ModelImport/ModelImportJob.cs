using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>A job that imports a model, as it is stored; its name and its times are the store's.</summary>
internal sealed record ModelImportJob
{
    /// <summary>The type in the ARNs of jobs.</summary>
    public const string ResourceType = "model-import-job";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<ModelImportJob> Kind { get; } =
        new(ResourceType, ModelImportJson.Default.ModelImportJob) { UniqueNames = true };

    /// <summary>The id that its model gets; the same one in a second attempt.</summary>
    public required string ModelId { get; init; }

    /// <summary>The name that its model gets.</summary>
    public required string ModelName { get; init; }

    /// <summary>The tags that its model gets.</summary>
    public required IReadOnlyDictionary<string, string> ModelTags { get; init; }

    /// <summary>The folder of the model's files.</summary>
    public required string SourceUri { get; init; }

    /// <summary>The role that the caller named.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The subnets that the caller named.</summary>
    public IReadOnlyList<string>? SubnetIds { get; init; }

    /// <summary>The security groups that the caller named.</summary>
    public IReadOnlyList<string>? SecurityGroupIds { get; init; }

    /// <summary>One of the contract's statuses.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

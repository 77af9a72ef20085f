namespace Ganban.Bedrock.Tagging;

/// <summary>What became of a change of tags; each service has its own errors for the failures.</summary>
public enum TagOutcome
{
    /// <summary>The change is stored.</summary>
    Done,

    /// <summary>The tenant has no such resource.</summary>
    UnknownResource,

    /// <summary>The resource would have more than <see cref="TagRules.TagsMax"/> tags.</summary>
    TooManyTags,
}

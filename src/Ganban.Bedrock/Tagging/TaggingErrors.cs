namespace Ganban.Bedrock.Tagging;

/// <summary>The texts of the errors about tags; the three services wrap them in exceptions of their own.</summary>
internal static class TaggingErrors
{
    public static string UnknownResource(string arn) =>
        $"The resource {arn} does not exist in this account and region or cannot be tagged. Check the ARN.";

    public static string TooManyTags() =>
        $"A resource can have {TagRules.TagsMax} tags at most. Remove tags before you add others.";

    public static string DuplicateKey(string key) => $"The tag key '{key}' occurs more than once. Keep one of them.";

    public static string ReservedKey(string key) =>
        $"The tag key '{key}' begins with 'aws:', which is reserved. Choose another key.";
}

namespace Ganban.Storage;

/// <summary>Tags of one resource.</summary>
/// <param name="Arn">ARN of the resource, 1 to 2048 characters.</param>
/// <param name="Tags">Values by key; keys of 1 to 256 characters, values of 0 to 1024, at most 1000 tags.</param>
public sealed record TagSet(string Arn, IReadOnlyDictionary<string, string> Tags);

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>Where a profile sends requests.</summary>
/// <param name="From">The source regions this was seen in; null if the source region is not known.</param>
/// <param name="To">The destination regions, in the order of the listing.</param>
public sealed record ProfileRoute(IReadOnlyList<string>? From, IReadOnlyList<string> To);

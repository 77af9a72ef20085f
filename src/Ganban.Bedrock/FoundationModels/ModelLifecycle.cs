namespace Ganban.Bedrock.FoundationModels;

/// <summary>Where a model stood when last seen.</summary>
/// <param name="Status">One of <see cref="ModelStatus"/>.</param>
/// <param name="AsOf">The date of the newest observation: a day, or a month where no day is known.</param>
public sealed record ModelLifecycle(string Status, string AsOf);

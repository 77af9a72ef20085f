namespace Ganban.Storage.Objects;

/// <summary>A bucket.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Account">The account that it belongs to.</param>
/// <param name="Region">The region that it was made for.</param>
/// <param name="CreatedAt">When it was created; null if the store does not say.</param>
public sealed record StoredBucket(string Name, string Account, string Region, DateTimeOffset? CreatedAt);

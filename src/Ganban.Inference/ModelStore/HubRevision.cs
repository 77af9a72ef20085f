namespace Ganban.Inference.ModelStore;

/// <summary>A commit of a repository.</summary>
/// <param name="Commit">Its hash.</param>
/// <param name="Files">Its files.</param>
internal sealed record HubRevision(string Commit, IReadOnlyList<HubFile> Files);

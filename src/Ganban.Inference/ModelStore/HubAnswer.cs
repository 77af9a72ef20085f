using System.Net.Http.Headers;

namespace Ganban.Inference.ModelStore;

/// <summary>An answer, and what the hub itself said before it redirected.</summary>
/// <param name="Response">The answer at the end of all redirects, its body not read yet.</param>
/// <param name="Hub">The headers of the first answer.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, HttpResponseHeaders Hub)
{
    /// <summary>
    /// The checksum that the hub names for a file, or null. The tag of a server that is no hub may look like one and
    /// be something else.
    /// </summary>
    public string? Checksum =>
        ModelStore.Checksum.Of(Header("X-Linked-Etag") ?? (Header("X-Repo-Commit") is null ? null : Strong(Hub.ETag)));

    /// <summary>What tells one content from another: a tag of the hub or of the last server, or null.</summary>
    public string? Identity => Header("X-Linked-Etag") ?? Strong(Response.Headers.ETag);

    private static string? Strong(EntityTagHeaderValue? tag) => tag is { IsWeak: false } ? tag.Tag : null;

    private string? Header(string name) => Hub.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

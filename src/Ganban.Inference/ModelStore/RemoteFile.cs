using System.Net.Http.Headers;

namespace Ganban.Inference.ModelStore;

/// <summary>What a server tells of a file.</summary>
/// <param name="Address">Where it is, before redirects.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Identity">What tells this content from another, or null.</param>
/// <param name="Checksum">What it must be, or null.</param>
/// <param name="Tag">The strong entity tag of the server that has it, or null.</param>
/// <param name="AcceptsRanges">Whether parts of it can be asked for.</param>
internal sealed record RemoteFile(
    Uri Address, long Bytes, string? Identity, string? Checksum, EntityTagHeaderValue? Tag, bool AcceptsRanges)
{
    /// <summary>The address without its query, which may be secret.</summary>
    public string Shown => Address.GetLeftPart(UriPartial.Path);
}

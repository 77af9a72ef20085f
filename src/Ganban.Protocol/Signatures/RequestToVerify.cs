using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Signatures;

/// <summary>The parts of a request that a signature covers, exactly as they arrived.</summary>
/// <param name="Method">The method, such as <c>POST</c>.</param>
/// <param name="RawPath">The path as received: nothing decoded, no query; empty counts as <c>/</c>.</param>
/// <param name="RawQuery">The query as received, without the question mark; empty where there is none.</param>
/// <param name="Headers">All headers with all their values; names compare without regard to case.</param>
/// <param name="Body">
/// The whole body, or null where it is not read yet: then the hash the caller states is believed, and whoever reads
/// the body compares it with <see cref="SignatureClaim.ContentHash"/> or verifies its chunks.
/// </param>
public readonly record struct RequestToVerify(
    string Method, string RawPath, string RawQuery, IHeaderDictionary Headers, ReadOnlyMemory<byte>? Body);

using Ganban.Protocol.Callers;
using Ganban.S3.Addressing;
using Ganban.S3.Errors;
using Ganban.Storage.Objects;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Pipeline;

/// <summary>A request whose caller is known.</summary>
internal sealed class S3Request(
    HttpContext http, Authentication authentication, S3Address address, S3Query query, string requestId)
{
    public HttpContext Http { get; } = http;

    public HttpResponse Response => Http.Response;

    public Authentication Authentication { get; } = authentication;

    public string Account => Authentication.Caller.Account;

    public string Region => Authentication.Caller.Region;

    public string RequestId { get; } = requestId;

    public S3Query Query { get; } = query;

    public string Bucket { get; } = address.Bucket ?? "";

    /// <summary>The object; only for requests that have a key.</summary>
    public ObjectAddress Object => new(Account, Bucket, address.Key ?? throw S3Errors.InvalidUri());

    public string? Header(string name) =>
        Http.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}

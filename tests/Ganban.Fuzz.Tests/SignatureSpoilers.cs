using Microsoft.AspNetCore.Http;

namespace Ganban.Fuzz.Tests;

/// <summary>A way to get a request's signature wrong.</summary>
internal sealed record SignatureSpoiler(string Name, Func<FuzzCase, IHeaderDictionary> Headers);

/// <summary>The ways to get signatures wrong.</summary>
internal static class SignatureSpoilers
{
    public static IReadOnlyList<SignatureSpoiler> All(FuzzClient client) =>
    [
        new("signed with another secret", request => client.Sign(request, secret: "other")),
        new("signed for another service", request => client.Sign(request, service: "sqs")),
        new("signed long ago", request => client.Sign(request, late: TimeSpan.FromHours(1))),
        new("signed in the future", request => client.Sign(request, late: TimeSpan.FromHours(-1))),
        new("signed over another body", request => client.Sign(request with { Body = [.. request.Body, 1] })),
        new("signed over another path", request => client.Sign(request with { Path = "/foundation-models" })),
        new("signed over another query", request => client.Sign(request with { Query = request.Query + "&z=1" })),
        new("without signature", request => With(client, request, _ => null)),
        new("with an empty signature", request => With(client, request, _ => "")),
        new("with half a signature", request => With(client, request, text => text[..(text.Length / 2)])),
        new("with one digit changed", request => With(client, request, text => text[..^1] + (text[^1] == '0' ? '1' : '0'))),
        new("with an unknown algorithm", request => With(client, request, text => text.Replace("SHA256", "MD5", StringComparison.Ordinal))),
        new("with an unknown key", request => With(client, request, text => text.Replace("=test/", "=AKIANOBODY/", StringComparison.Ordinal))),
        new("with a garbled scope", request => With(client, request, text => text.Replace("/us-east-1/", "/", StringComparison.Ordinal))),
        new("with a garbled credential", request => With(client, request, text => text.Replace("=test/", "=%00/../", StringComparison.Ordinal))),
        new("with no signed headers", request => With(client, request, text => text.Replace("SignedHeaders=", "SignedHeaders=;;", StringComparison.Ordinal))),
        new("with parts twice", request => With(client, request, text => text + ", " + text)),
        new("with commas", _ => Alone(new string(',', 5000))),
        new("with equal signs", _ => Alone("AWS4-HMAC-SHA256 " + new string('=', 5000))),
        new("with basic credentials", _ => Alone("Basic dGVzdDp0ZXN0")),
        new("with an unknown bearer key", _ => Alone("Bearer nobody")),
        new("with an empty bearer key", _ => Alone("Bearer ")),
        new("with a garbled short-term key", _ => Alone("Bearer bedrock-api-key-" + new string('A', 400))),
        new("with a date that is none", request => Changed(client, request, "x-amz-date", "20269999T999999Z")),
        new("with an unsigned header", request => Changed(client, request, "x-amz-new", "1")),
        new("with a hash that is none", request => Changed(client, request, "x-amz-content-sha256", "zz")),
    ];

    private static IHeaderDictionary With(FuzzClient client, FuzzCase request, Func<string, string?> change)
    {
        var headers = client.Sign(request);
        var changed = change(headers.Authorization.ToString());
        if (changed is null)
        {
            headers.Remove("Authorization");
        }
        else
        {
            headers.Authorization = changed;
        }

        return headers;
    }

    private static IHeaderDictionary Changed(FuzzClient client, FuzzCase request, string name, string value)
    {
        var headers = client.Sign(request);
        headers[name] = value;
        return headers;
    }

    private static HeaderDictionary Alone(string authorization) => new() { ["Authorization"] = authorization };
}

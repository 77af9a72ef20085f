using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Tests.Signatures;

/// <summary>The credentials, moment and request shapes that the published vectors share.</summary>
internal static class SignatureSamples
{
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Timestamp = "20150830T123600Z";

    public static readonly DateTimeOffset Moment = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    public static readonly SigningCredentials Credentials = new("AKIDEXAMPLE", Secret);

    public static RequestToVerify Request(
        string method, string target, string body = "", params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            all.Append(name, value);
        }

        var parts = target.Split('?', 2);
        return new RequestToVerify(
            method, parts[0], parts.Length > 1 ? parts[1] : "", all, System.Text.Encoding.UTF8.GetBytes(body));
    }

    public static string Authorization(string signedHeaders, string signature, string service = "service") =>
        $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, " +
        $"SignedHeaders={signedHeaders}, Signature={signature}";

    public static SignatureFailure? Verify(
        in RequestToVerify request, string service = "service", DateTimeOffset? now = null, string? region = null)
    {
        if (!SignatureClaim.TryParse(request, out var claim, out var failure))
        {
            return failure;
        }

        var clock = new FixedClock(now ?? Moment);
        return new SignatureVerifier(clock).Verify(request, claim, Secret, new ExpectedScope(service, region));
    }
}

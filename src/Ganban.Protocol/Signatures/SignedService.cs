using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Signatures;

/// <summary>The service that a request says it is signed for: what tells services apart that share a port.</summary>
public static class SignedService
{
    private const string HeaderCredential = "Credential=";
    private const string QueryCredential = "X-Amz-Credential=";
    private const int ServiceAt = 3;

    /// <summary>The service in the scope of the signature, true or not; null where there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var query = request.QueryString.Value ?? "";
        return authorization.Length > 0
            ? Read(authorization, HeaderCredential, ",")
            : Read(Uri.UnescapeDataString(Parameter(query)), "", "&");
    }

    private static string Parameter(string query)
    {
        var at = query.IndexOf(QueryCredential, StringComparison.Ordinal);
        return at < 0 ? "" : query[(at + QueryCredential.Length)..].Split('&', 2)[0];
    }

    private static string? Read(string text, string name, string end)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var parts = text[(at + name.Length)..].Split(end, 2)[0].Split('/');
        return parts.Length > ServiceAt ? parts[ServiceAt] : null;
    }
}

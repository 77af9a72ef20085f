using Ganban.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ganban.Protocol.Routing;

/// <summary>A request's target as it arrived: its address, and its query, not decoded yet.</summary>
/// <param name="Address">The path and what the address tells besides.</param>
/// <param name="Query">The raw query without its question mark.</param>
public readonly record struct RequestTarget(ServiceAddress Address, string Query)
{
    /// <summary>Reads the target.</summary>
    /// <param name="http">The request.</param>
    /// <param name="prefix">The configured path prefix, empty or like <c>/aws</c>.</param>
    /// <exception cref="ModelledException">The path has empty or dot segments, which a signature doesn't cover.</exception>
    public static RequestTarget Read(HttpContext http, string prefix)
    {
        var (path, query) = Split(http);
        return RawPath.IsUnambiguous(path)
            ? new(ServiceAddress.Read(http.Request.Host.Value ?? "", path, prefix), query)
            : throw new ModelledException(
                "ValidationException", 400, "The path holds empty or dot segments. Send it without them, slashes in names as %2F.");
    }

    /// <summary>The raw path behind any prefix, whatever it is worth.</summary>
    /// <param name="http">The request.</param>
    /// <param name="prefix">The configured path prefix, empty or like <c>/aws</c>.</param>
    public static string PathOf(HttpContext http, string prefix) =>
        ServiceAddress.Read("", Split(http).Path, prefix).Path;

    private static (string Path, string Query) Split(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            target = Uri.TryCreate(target, UriKind.Absolute, out var absolute) ? absolute.PathAndQuery : "/";
        }

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }
}

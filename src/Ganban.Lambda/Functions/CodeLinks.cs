using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.Contracts;
using Ganban.Functions.Code;
using Ganban.Functions.Records;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>
/// Links under which a package can be fetched for ten minutes by whoever has them, as those of Lambda.
/// </summary>
internal sealed class CodeLinks(CodeFolders code, ResourceStore store, TimeProvider clock)
{
    private const string Root = "/2015-03-31/code/";
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);
    private readonly byte[] _key = store.DeriveKey("function-code-link");

    /// <summary>Whether a path is that of a link.</summary>
    public static bool IsLink(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>Makes a link to this server, as the request found it.</summary>
    public string Make(HttpRequest request, Tenant tenant, FunctionCode package)
    {
        var path = $"{Root}{tenant.Account}/{tenant.Region}/{package.Id}";
        var expires = (clock.GetUtcNow() + s_lifetime).ToUnixTimeSeconds();
        return $"{request.Scheme}://{request.Host}{path}?Expires={expires}&Signature={Sign(path, expires)}";
    }

    /// <summary>Sends the package.</summary>
    public async Task Answer(HttpContext http, string path, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var words = path[Root.Length..].Split('/');
        if (!HttpMethods.IsGet(http.Request.Method)
            || words.Length != 3
            || !long.TryParse(query["Expires"], CultureInfo.InvariantCulture, out var expires)
            || expires < clock.GetUtcNow().ToUnixTimeSeconds()
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Sign(path, expires)), Encoding.UTF8.GetBytes(query["Signature"].ToString())))
        {
            throw new ModelledException(
                "AccessDeniedException", 403, "The link is not valid or no longer. Ask GetFunction for another.");
        }

        try
        {
            await using var zip = code.OpenZip(new Tenant(words[0], words[1]), new FunctionCode(words[2], "", 0));
            http.Response.ContentType = "application/zip";
            http.Response.ContentLength = zip.Length;
            await zip.CopyToAsync(http.Response.Body, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelledException("ResourceNotFoundException", 404, "The code was replaced or deleted.", e);
        }
    }

    private string Sign(string path, long expires)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{path}?{expires}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }
}

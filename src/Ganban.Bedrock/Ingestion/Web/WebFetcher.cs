using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>
/// Fetches from web servers, which are trusted in nothing: time, size, headers and addresses are bounded. A connection
/// goes to an address that was checked, so that a name can't mean another one by then. Safe for concurrent use.
/// </summary>
internal sealed class WebFetcher : IDisposable
{
    private const int HeaderKilobytesMax = 32;
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly bool _allowPrivate;
    private readonly HttpClient _http;

    public WebFetcher(WebCrawlerOptions options)
    {
        _allowPrivate = options.AllowPrivateAddresses;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = Connect,
            ConnectTimeout = ConnectMax,
            MaxResponseHeadersLength = HeaderKilobytesMax,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = false,
        };
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches what is at an address; redirects are told and not followed.</summary>
    /// <param name="url">The address.</param>
    /// <param name="userAgent">Who asks.</param>
    /// <param name="bytesMax">The longest content.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<WebPage> Get(Uri url, string userAgent, long bytesMax, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeMax);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
            return await Read(url, response, bytesMax, late.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebPage.Failed($"the server did not answer within {TimeMax.TotalSeconds:F0} seconds");
        }
        catch (HttpRequestException e)
        {
            return new WebPage.Failed((e.InnerException ?? e).Message);
        }
        catch (IOException e)
        {
            return new WebPage.Failed(e.Message);
        }
        catch (InvalidDataException e)
        {
            return new WebPage.Failed(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<WebPage> Read(
        Uri url, HttpResponseMessage response, long bytesMax, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is 301 or 302 or 303 or 307 or 308)
        {
            return response.Headers.Location is { } location && Uri.TryCreate(url, location, out var target)
                ? new WebPage.Moved(target)
                : new WebPage.Failed("the server redirects to no address");
        }

        if (status is 404 or 410)
        {
            return new WebPage.Absent();
        }

        if (!response.IsSuccessStatusCode)
        {
            var isRefused = status is >= 400 and < 500 and not (408 or 429);
            return new WebPage.Failed($"the server answers {status}", isRefused);
        }

        if (response.Content.Headers.ContentLength > bytesMax)
        {
            return new WebPage.Failed($"it is larger than {bytesMax} bytes");
        }

        // What comes may be longer than what was told, most of all when it was packed.
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[81920];
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (read.Length + count > bytesMax)
            {
                return new WebPage.Failed($"it is larger than {bytesMax} bytes");
            }

            read.Write(buffer, 0, count);
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "text/html";
        var format = DocumentTypes.Of(type) ?? DocumentFormats.OfName(url.AbsolutePath);
        return new WebPage.Found(format, read.GetBuffer().AsMemory(0, (int)read.Length));
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var found = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = found.Where(address => _allowPrivate || PublicAddresses.Contains(address)).ToArray();
        if (allowed.Length == 0)
        {
            throw new IOException(
                $"{host} is not on the public internet. The setting Ganban:WebCrawler:AllowPrivateAddresses allows such addresses");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// Requests to a hub and to where it redirects. The token goes to the hub's own scheme, host and port only; redirects
/// are followed here, since the client must not carry it along. Failures that may pass are tried again.
/// </summary>
internal sealed class HubHttp(HttpClient client, HubOptions options, TimeProvider clock)
{
    private const int RedirectsMax = 5;

    public HubOptions Options => options;

    public TimeProvider Clock => clock;

    /// <summary>A client that follows no redirects and takes bodies as they are.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(20),
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(200),
        MaxResponseHeadersLength = 64,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks for an address, or a part of what is there.</summary>
    /// <param name="address">The address.</param>
    /// <param name="range">The part, or null.</param>
    /// <param name="unchanged">The entity tag that the part must belong to, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An answer of status 200, 206 or 416.</returns>
    public async Task<HubAnswer> Get(
        Uri address, RangeHeaderValue? range, EntityTagHeaderValue? unchanged, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            Exception fault;
            TimeSpan? asked = null;
            try
            {
                var answer = await Follow(address, range, unchanged, cancellationToken);
                if (answer.Response.StatusCode
                    is HttpStatusCode.OK
                    or HttpStatusCode.PartialContent
                    or HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return answer;
                }

                using (answer.Response)
                {
                    asked = RetryAfter(answer.Response);
                    fault = HubErrors.Refused(answer.Response, address, options);
                    if (answer.Response.StatusCode is not HttpStatusCode.TooManyRequests
                        && (int)answer.Response.StatusCode < 500)
                    {
                        throw fault;
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException)
            {
                fault = new ModelStoreException($"{address.GetLeftPart(UriPartial.Path)} can't be reached: {e.Message}", e);
            }

            await Pause(++failures, fault, asked, cancellationToken);
        }
    }

    /// <summary>Waits before the next attempt, or gives up.</summary>
    /// <param name="failures">How many there were.</param>
    /// <param name="fault">The last one.</param>
    /// <param name="asked">How long the server wants to be left alone, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task Pause(int failures, Exception fault, TimeSpan? asked, CancellationToken cancellationToken)
    {
        if (failures >= options.FailuresMax || asked > options.PauseMax)
        {
            throw new ModelStoreException(fault.Message, fault);
        }

        var pause = asked ?? (options.FirstPause * Math.Pow(2, failures - 1));
        await Task.Delay(pause < options.PauseMax ? pause : options.PauseMax, clock, cancellationToken);
    }

    private async Task<HubAnswer> Follow(
        Uri address, RangeHeaderValue? range, EntityTagHeaderValue? unchanged, CancellationToken cancellationToken)
    {
        HttpResponseHeaders? first = null;
        for (var redirects = 0; ; redirects++)
        {
            var response = await Send(address, range, unchanged, cancellationToken);
            first ??= response.Headers;
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return new HubAnswer(response, first);
            }

            using (response)
            {
                var next = response.Headers.Location is { } location ? new Uri(address, location) : null;
                if (next is null || redirects == RedirectsMax || next.Scheme is not ("http" or "https")
                    || (address.Scheme == "https" && next.Scheme == "http"))
                {
                    throw new ModelStoreException(
                        $"{address.GetLeftPart(UriPartial.Path)} redirects where it must not: too often, to nothing, or away from https.");
                }

                address = next;
            }
        }
    }

    private async Task<HttpResponseMessage> Send(
        Uri address, RangeHeaderValue? range, EntityTagHeaderValue? unchanged, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ganban", null));
        request.Headers.Range = range;
        request.Headers.IfRange = unchanged is null ? null : new RangeConditionHeaderValue(unchanged);
        if (options.Token is { Length: > 0 } token && IsHub(address))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await Silence.Bound(
            this,
            token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token),
            cancellationToken);
    }

    private bool IsHub(Uri address) =>
        address.Scheme == options.Endpoint.Scheme && address.IdnHost == options.Endpoint.IdnHost
            && address.Port == options.Endpoint.Port;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - clock.GetUtcNow() is { Ticks: > 0 } until => until,
        _ => null,
    };
}

using System.Net;
using System.Text;
using System.Text.Json;

namespace Ganban.Functions.Endpoints;

/// <summary>Calls functions at endpoints that speak Lambda's invoke API.</summary>
internal sealed class EndpointCalls : IDisposable
{
    private const string ErrorHeader = "X-Amz-Function-Error";
    private const int WordsCharactersMax = 500;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        MaxResponseContentBufferSize = FunctionLimits.AnswerBytesMax,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Calls a function there.</summary>
    /// <exception cref="FunctionException">
    /// The endpoint can't be reached, refuses, or answers what is no answer.
    /// </exception>
    public async Task<FunctionAnswer> Call(
        FunctionEndpoint endpoint,
        FunctionReference function,
        FunctionEvent given,
        CancellationToken cancellationToken)
    {
        var url = endpoint.AddressOf(function);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(endpoint.TimeMax);
        try
        {
            using var request = Request(endpoint, url, function, given);
            await (endpoint.Sign?.Invoke(request, function, late.Token) ?? Task.CompletedTask);
            using var response = await _http.SendAsync(request, late.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(late.Token);
            return Read(function, response, answer);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FunctionException(
                FunctionFailure.TimedOut,
                $"The function {function.Name} did not answer within {endpoint.TimeMax.TotalSeconds:0} seconds at {url}.",
                e);
        }
        catch (HttpRequestException e)
        {
            throw new FunctionException(
                e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                    ? FunctionFailure.BadAnswer
                    : FunctionFailure.Unavailable,
                $"The function {function.Name} can't be called at {url}: {e.Message}",
                e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(
        FunctionEndpoint endpoint, Uri url, FunctionReference function, FunctionEvent given)
    {
        var name = Uri.EscapeDataString(endpoint.NameOf(function));
        var qualifier = function.Qualifier is null ? "" : "?Qualifier=" + Uri.EscapeDataString(function.Qualifier);
        var request = new HttpRequestMessage(
            HttpMethod.Post, $"{url.ToString().TrimEnd('/')}/2015-03-31/functions/{name}/invocations{qualifier}")
        {
            Content = new ReadOnlyMemoryContent(given.Payload),
        };
        request.Content.Headers.ContentType = new("application/json");
        if (given.ClientContext is { } context)
        {
            request.Headers.Add("X-Amz-Client-Context", Convert.ToBase64String(Encoding.ASCII.GetBytes(context)));
        }

        return request;
    }

    private static FunctionAnswer Read(FunctionReference function, HttpResponseMessage response, byte[] answer)
    {
        if (!response.IsSuccessStatusCode)
        {
            var failure = response.StatusCode switch
            {
                HttpStatusCode.NotFound => FunctionFailure.NotFound,
                HttpStatusCode.TooManyRequests => FunctionFailure.Busy,
                _ => FunctionFailure.Unavailable,
            };
            throw new FunctionException(
                failure,
                $"The endpoint of the function {function.Name} answers {(int)response.StatusCode}{Words(answer)}.");
        }

        var error = response.Headers.TryGetValues(ErrorHeader, out var values) ? values.FirstOrDefault() : null;
        return JsonText.IsJson(answer)
            ? new FunctionAnswer(answer, error ?? EmulatedError(answer))
            : throw new FunctionException(
                FunctionFailure.BadAnswer,
                $"The function {function.Name} answered what is not JSON, or has more than 128 levels.");
    }

    // What the endpoint says of its refusal, in the form of Lambda's errors.
    private static string Words(byte[] answer) =>
        JsonText.Text(answer, "Message", "message")?.TrimEnd('.') is { } words
            ? ": " + words[..Math.Min(words.Length, WordsCharactersMax)]
            : "";

    // The runtime interface emulator doesn't send the header.
    private static string? EmulatedError(byte[] answer)
    {
        using var document = JsonText.Parse(answer);
        try
        {
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("errorMessage", out _)
                && root.TryGetProperty("errorType", out _)
                    ? FunctionAnswer.Unhandled
                    : null;
        }
        catch (InvalidOperationException)
        {
            return null; // An unpaired surrogate passes as JSON and fails when it is read.
        }
    }
}

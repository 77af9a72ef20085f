using System.Text;
using Ganban.Functions.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Ganban.Functions.Tests;

/// <summary>Functions that are mapped to an endpoint with Lambda's invoke API.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private readonly WebApplication _elsewhere;
    private FunctionServer _server = null!;

    public EndpointTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _elsewhere = builder.Build();
        _elsewhere.Run(Answer);
    }

    public async Task InitializeAsync()
    {
        await _elsewhere.StartAsync();
        var url = new Uri(_elsewhere.Urls.First());
        _server = FunctionServer.Open(options => options with
        {
            Endpoints =
            [
                new("*:function:emulated", url, "function", TimeSpan.FromSeconds(20)),
                new("*:function:slow", url, null, TimeSpan.FromMilliseconds(50)),
                new("*:function:dead", new Uri("http://127.0.0.1:9"), null, TimeSpan.FromSeconds(20)),
                new("arn:aws:lambda:eu-west-1:111122223333:*", url, null, TimeSpan.FromSeconds(20)),
                new("*:function:signed", url, null, TimeSpan.FromSeconds(20)) { Sign = Sign },
                new("*:function:unsigned", url, null, TimeSpan.FromMilliseconds(50))
                {
                    Sign = (_, _, token) => Task.Delay(Timeout.Infinite, token),
                },
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task The_endpoint_is_called_and_its_errors_are_the_functions()
    {
        Assert.Equal("""{"path":"/2015-03-31/functions/function/invocations","event":{"a":"粘土"}}""", await Call("emulated", """{"a":"粘土"}"""));
        Assert.Equal(
            """{"path":"/2015-03-31/functions/far/invocations?Qualifier=live","event":1}""",
            await Call("arn:aws:lambda:eu-west-1:111122223333:function:far:live", "1"));
        var failed = await Invoke("emulated", "\"fail\"");
        Assert.Equal("Unhandled", failed.Error);
        Assert.Equal("Handled", (await Invoke("emulated", "\"header\"")).Error);
        Assert.Null((await Invoke("emulated", "\"half\"")).Error);
    }

    [Fact]
    public async Task An_answer_may_be_128_levels_deep()
    {
        Assert.EndsWith($"\"event\":{Nested(127)}}}", await Call("emulated", Nested(127)), StringComparison.Ordinal);
        Assert.Equal(FunctionFailure.BadAnswer, await Failure("emulated", Nested(128)));
    }

    [Fact]
    public async Task An_endpoint_that_is_silent_absent_or_talks_nonsense_is_a_clear_failure()
    {
        Assert.Equal(FunctionFailure.TimedOut, await Failure("slow", "\"wait\""));
        Assert.Equal(FunctionFailure.TimedOut, await Failure("unsigned", "1"));
        Assert.Equal(FunctionFailure.Unavailable, await Failure("dead", "1"));
        Assert.Equal(FunctionFailure.BadAnswer, await Failure("emulated", "\"nonsense\""));
        Assert.Equal(FunctionFailure.BadAnswer, await Failure("emulated", "\"long\""));
        var refused = await Assert.ThrowsAsync<FunctionException>(() => Invoke("emulated", "\"404\""));
        Assert.Equal(FunctionFailure.NotFound, refused.Failure);
        Assert.Equal("The endpoint of the function emulated answers 404: There is none.", refused.Message);
        Assert.Equal(FunctionFailure.Unavailable, await Failure("emulated", "\"302\""));
    }

    [Fact]
    public async Task A_signed_call_names_the_functions_account_and_what_the_caller_says_goes_along()
    {
        var call = new FunctionCall(
            FunctionServer.Tenant, "signed", new FunctionEvent("\"who\""u8.ToArray(), """{"custom":{}}"""));
        var answer = await _server.Get<IFunctionInvoker>().InvokeAsync(call, CancellationToken.None);

        Assert.Equal(
            """{"path":"/2015-03-31/functions/000000000000:function:signed/invocations","signed":"signed","context":"eyJjdXN0b20iOnt9fQ=="}""",
            Encoding.UTF8.GetString(answer.Payload.Span));
    }

    [Fact]
    public void Without_an_address_it_is_that_of_Amazons_Lambda_in_the_functions_region()
    {
        var endpoint = new FunctionEndpoint("*", null, null, TimeSpan.FromSeconds(1));

        Assert.Equal(
            "https://lambda.eu-west-1.amazonaws.com/",
            endpoint.AddressOf(new FunctionReference("111122223333", "eu-west-1", "far", null)).ToString());
    }

    private static Task Sign(
        HttpRequestMessage request, FunctionReference function, CancellationToken cancellationToken)
    {
        request.Headers.Add("Authorization", function.Name);
        return Task.CompletedTask;
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (text is "\"404\"" or "\"302\"")
        {
            http.Response.StatusCode = int.Parse(text.Trim('"'));
            http.Response.Headers.Location = "http://127.0.0.1:9/";
            await http.Response.WriteAsync("""{"Message":"There is none."}""");
            return;
        }

        if (text == "\"wait\"")
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }

        if (text == "\"header\"")
        {
            http.Response.Headers["X-Amz-Function-Error"] = "Handled";
        }

        await http.Response.WriteAsync(text switch
        {
            "\"fail\"" => """{"errorMessage":"no","errorType":"ValueError"}""",
            "\"nonsense\"" => "{",
            "\"half\"" => """{"\ud800 and no other half":1}""",
            "\"who\"" => $$"""{"path":"{{http.Request.Path}}","signed":"{{http.Request.Headers.Authorization}}","context":"{{http.Request.Headers["X-Amz-Client-Context"]}}"}""",
            "\"long\"" => $"\"{new string('x', FunctionLimits.AnswerBytesMax)}\"",
            _ => $$"""{"path":"{{http.Request.Path}}{{http.Request.QueryString}}","event":{{text}}}""",
        });
    }

    private async Task<string> Call(string function, string payload) =>
        Encoding.UTF8.GetString((await Invoke(function, payload)).Payload.Span);

    private async Task<FunctionFailure> Failure(string function, string payload) =>
        (await Assert.ThrowsAsync<FunctionException>(() => Invoke(function, payload))).Failure;

    private Task<FunctionAnswer> Invoke(string function, string payload) => _server.Get<IFunctionInvoker>().InvokeAsync(
        new FunctionCall(FunctionServer.Tenant, function, Encoding.UTF8.GetBytes(payload)), CancellationToken.None);
}

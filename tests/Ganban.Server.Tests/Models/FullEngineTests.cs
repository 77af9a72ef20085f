using System.Net;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>An engine whose queue or whose memory is full.</summary>
public sealed class FullEngineTests
{
    private const string Path = "/model/anthropic.claude-3-haiku-20240307-v1:0";
    private const int PlacesOfAnAccount = 32 + 128;

    // Keys and values of 32 tokens in the carried model's 8 layers, 2 heads of 64 numbers each.
    private const int BlockBytes = 32 * 8 * 2 * 2 * 64 * sizeof(short);

    [Fact]
    public async Task A_full_queue_throttles_and_clients_that_go_away_make_room()
    {
        var server = new GanbanServer().WithoutEnd();
        await server.InitializeAsync();
        try
        {
            using (var many = new SignedHttp(server.Address))
            {
                const int beyond = 4;
                var running = Enumerable.Range(0, PlacesOfAnAccount + beyond)
                    .Select(_ => many.Post($"{Path}/converse-stream", LongAnswer.Body)).ToList();
                var refused = new List<HttpResponseMessage>();
                while (refused.Count < beyond)
                {
                    var answered = await Task.WhenAny(running);
                    running.Remove(answered);
                    var response = await answered;
                    if (response.StatusCode != HttpStatusCode.OK)
                    {
                        refused.Add(response);
                    }
                }

                Assert.All(refused, response => Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode));
                Assert.All(refused, response => Assert.StartsWith(
                    "ThrottlingException:",
                    Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")),
                    StringComparison.Ordinal));
                using var whole = await many.Post($"{Path}/converse", Hi);
                Assert.Equal(HttpStatusCode.TooManyRequests, whole.StatusCode);
                using var other = new SignedHttp(server.Address) { AccessKey = "222222222222" };
                using var theirs = await other.Post($"{Path}/count-tokens", Counted);
                Assert.Equal(HttpStatusCode.OK, theirs.StatusCode);
            }

            // The server notices bit by bit that they are gone.
            using var http = new SignedHttp(server.Address);
            using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            HttpStatusCode status;
            do
            {
                timeout.Token.ThrowIfCancellationRequested();
                using var response = await http.Post($"{Path}/converse", Hi);
                status = response.StatusCode;
            }
            while (status == HttpStatusCode.TooManyRequests);
            Assert.Equal(HttpStatusCode.OK, status);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Full_memory_for_keys_and_values_ends_answers_and_refuses_prompts_in_the_services_words()
    {
        var server = new GanbanServer { Environment = { ["GANBAN__MODELS__KVBYTESMAX"] = $"{3 * BlockBytes}" } }.WithoutEnd();
        await server.InitializeAsync();
        try
        {
            using var http = new SignedHttp(server.Address);
            using var refused = await http.Post(
                $"{Path}/converse", Turn(string.Concat(Enumerable.Repeat("bread and butter ", 60)), maxTokens: 4));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(
                "Input is too long for requested model.",
                (string)(await SignedHttp.Json(refused))["message"]!,
                StringComparison.Ordinal);

            // Each fits alone and all together don't; they take turns.
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 2).Select(_ => http.Post($"{Path}/converse", LongAnswer.Body)));
            foreach (var answer in answers)
            {
                var body = await SignedHttp.Json(answer);
                Assert.Equal("model_context_window_exceeded", (string)body["stopReason"]!);
                Assert.Equal((3 * 32) + 1, (int)body["usage"]!["totalTokens"]!);
                answer.Dispose();
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static object Hi { get; } = Turn("Hi", maxTokens: 2);

    private static object Counted { get; } = new
    {
        input = new
        {
            converse = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } },
        },
    };

    private static object Turn(string text, int maxTokens) => new
    {
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
        inferenceConfig = new { maxTokens },
    };
}

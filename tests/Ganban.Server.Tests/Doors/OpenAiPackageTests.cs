#pragma warning disable OPENAI001 // The package's responses may still change their names; what they send does not.
using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using OpenAI.Responses;

namespace Ganban.Server.Tests.Doors;

/// <summary>OpenAI's package for .NET, as its users call it.</summary>
[Collection(DoorTests.Name)]
public sealed class OpenAiPackageTests
{
    private static readonly ApiKeyCredential Key = new("test");
    private readonly Uri _endpoint;

    public OpenAiPackageTests(DoorServer doors)
    {
        _endpoint = new Uri(doors.Server.Address, "/openai/v1");
        doors.SayGoodDay();
    }

    private OpenAIClientOptions Options => new() { Endpoint = _endpoint };

    [Fact]
    public async Task Chats_are_completed_whole_and_in_pieces()
    {
        var client = new ChatClient(DoorServer.Llama, Key, Options);
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("Hello")]);
        var pieces = new List<string>();
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Hello")]))
        {
            pieces.AddRange(update.ContentUpdate.Select(part => part.Text).Where(text => text.Length > 0));
            usage = update.Usage ?? usage;
        }

        Assert.Equal(("Good day!", ChatFinishReason.Stop), (answer.Content[0].Text, answer.FinishReason));
        Assert.Equal((7, 3), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount));
        Assert.Equal(["Good", " day", "!"], pieces);
        Assert.Equal(10, usage?.TotalTokenCount);
    }

    [Fact]
    public async Task Tools_are_called_and_answered()
    {
        var client = new ChatClient(DoorServer.Llama, Key, Options);
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("stock", "Tells the stock.", BinaryData.FromObjectAsJson(DoorWords.Part)) },
        };
        var turns = new List<ChatMessage> { new UserChatMessage("How many?") };
        ChatCompletion called = await client.CompleteChatAsync(turns, options);
        turns.Add(new AssistantChatMessage(called));
        turns.AddRange(called.ToolCalls.Select(call => new ToolChatMessage(call.Id, "7")));
        ChatCompletion answer = await client.CompleteChatAsync(turns, options);

        Assert.Equal(ChatFinishReason.ToolCalls, called.FinishReason);
        Assert.Equal("stock", called.ToolCalls[1].FunctionName);
        Assert.Equal("Good day!", answer.Content[0].Text);
    }

    [Fact]
    public async Task Texts_are_embedded_and_models_listed()
    {
        var embeddings = new EmbeddingClient(DoorServer.Titan, Key, Options);
        OpenAIEmbedding embedded = await embeddings.GenerateEmbeddingAsync("bread and butter");
        OpenAIModelCollection models = await new OpenAIModelClient(Key, Options).GetModelsAsync();

        Assert.Equal(1024, embedded.ToFloats().Length);
        Assert.Contains(models, model => model.Id == DoorServer.Titan);
    }

    [Fact]
    public async Task Responses_are_made_kept_and_gone_on_from()
    {
        var client = new ResponsesClient(Key, new ResponsesClientOptions { Endpoint = _endpoint });
        ResponseResult first = await client.CreateResponseAsync(DoorServer.Llama, "Hello");
        ResponseResult second = await client.CreateResponseAsync(DoorServer.Llama, "And now?", first.Id);
        ResponseResult read = await client.GetResponseAsync(second.Id);
        await client.DeleteResponseAsync(second.Id);

        Assert.Equal("Good day!", first.GetOutputText());
        Assert.Equal(first.Id, read.PreviousResponseId);
        var gone = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(second.Id));
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task A_response_comes_in_pieces()
    {
        var client = new ResponsesClient(Key, new ResponsesClientOptions { Endpoint = _endpoint });
        var options = new CreateResponseOptions { Model = DoorServer.Llama, StreamingEnabled = true };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("Hello"));
        options.Tools.Add(ResponseTool.CreateFunctionTool("unused", BinaryData.FromObjectAsJson(DoorWords.Part), true));
        var updates = new List<StreamingResponseUpdate>();
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
        {
            updates.Add(update);
        }

        var ended = Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]);
        Assert.Equal(2, ended.Response.OutputItems.OfType<FunctionCallResponseItem>().Count());
        Assert.Contains(updates, update => update is StreamingResponseFunctionCallArgumentsDoneUpdate);
    }

    [Fact]
    public async Task Errors_have_their_status()
    {
        var stranger = new ChatClient(DoorServer.Llama, new ApiKeyCredential("wrong"), Options);
        var refused = await Assert.ThrowsAsync<ClientResultException>(
            () => stranger.CompleteChatAsync([new UserChatMessage("Hello")]));
        var unknown = await Assert.ThrowsAsync<ClientResultException>(
            () => new ChatClient("none", Key, Options).CompleteChatAsync([new UserChatMessage("Hello")]));

        Assert.Equal((401, 404), (refused.Status, unknown.Status));
    }
}

namespace Ganban.Server.Tests.Clients;

/// <summary>Sessions with unchanged clients: a conversation is kept, read, ended and deleted.</summary>
[Collection(ClientTests.Name)]
public sealed class SessionTests(ClientServer clients)
{
    [Theory, JavaScriptData]
    public async Task A_conversation_is_kept_step_by_step(Sdk sdk)
    {
        var created = (await Call(sdk, "CreateSession", new
        {
            sessionMetadata = new { robot = "はにわ" },
            tags = new { team = "blue" },
        })).Output;
        var (id, arn) = ((string)created["sessionId"]!, (string)created["sessionArn"]!);
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:session/{id}", arn);
        var invocation = (string)(await Call(
            sdk, "CreateInvocation", new { sessionIdentifier = id, description = "stock" })).Output["invocationId"]!;

        var put = await Call(sdk, "PutInvocationStep", new
        {
            sessionIdentifier = arn,
            invocationIdentifier = invocation,
            invocationStepTime = new Dictionary<string, string> { ["$time"] = "2026-04-01T12:00:00.123Z" },
            payload = new
            {
                contentBlocks = new object[]
                {
                    new { text = "粘土の在庫は5kg" },
                    new { image = new { format = "png", source = new { bytes = ClientServer.Blob("png") } } },
                    new { image = new { format = "jpeg", source = new { s3Location = new { uri = "s3://my-bucket/a.jpg" } } } },
                },
            },
        });
        Assert.Equal(201, put.Status);
        var step = (await Call(sdk, "GetInvocationStep", new
        {
            sessionIdentifier = id,
            invocationIdentifier = invocation,
            invocationStepId = (string)put.Output["invocationStepId"]!,
        })).Output["invocationStep"]!;
        Assert.Equal("2026-04-01T12:00:00.123Z", (string)step["invocationStepTime"]!);
        var blocks = step["payload"]!["contentBlocks"]!;
        Assert.Equal("粘土の在庫は5kg", (string)blocks[0]!["text"]!);
        Assert.Equal("png", (string)blocks[1]!["image"]!["source"]!["bytes"]!["$text"]!);
        Assert.Equal("s3://my-bucket/a.jpg", (string)blocks[2]!["image"]!["source"]!["s3Location"]!["uri"]!);

        var listed = (await Call(sdk, "ListInvocationSteps", new { sessionIdentifier = id })).Output;
        Assert.Equal(put.Output["invocationStepId"]!.ToString(), listed["invocationStepSummaries"]![0]!["invocationStepId"]!.ToString());
        var sessions = (await Call(sdk, "ListSessions", new { maxResults = 1 })).Output;
        Assert.Equal(id, (string)sessions["sessionSummaries"]![0]!["sessionId"]!);
        await Call(sdk, "UpdateSession", new { sessionIdentifier = id, sessionMetadata = new { robot = "土偶" } });
        var found = (await Call(sdk, "GetSession", new { sessionIdentifier = arn })).Output;
        Assert.Equal(("土偶", "ACTIVE"), ((string)found["sessionMetadata"]!["robot"]!, (string)found["sessionStatus"]!));
        var tags = (await Call(sdk, "ListTagsForResource", new { resourceArn = arn })).Output;
        Assert.Equal("blue", (string)tags["tags"]!["team"]!);

        var early = await Call(sdk, "DeleteSession", new { sessionIdentifier = id });
        Assert.Equal(("ConflictException", 409), (early.Error, early.Status));
        var ended = (await Call(sdk, "EndSession", new { sessionIdentifier = id })).Output;
        Assert.Equal("ENDED", (string)ended["sessionStatus"]!);
        var late = await Call(sdk, "CreateInvocation", new { sessionIdentifier = id });
        Assert.Equal("ConflictException", late.Error);
        await Call(sdk, "DeleteSession", new { sessionIdentifier = id });
        var gone = await Call(sdk, "GetSession", new { sessionIdentifier = id });
        Assert.Equal(("ResourceNotFoundException", 404), (gone.Error, gone.Status));
    }

    private Task<SdkResult> Call(Sdk sdk, string operation, object input) =>
        clients.AgentRuntime(sdk, operation, input);
}

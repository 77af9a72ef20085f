using Ganban.Bedrock.Sessions;
using Ganban.Bedrock.Tests.Jobs;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Tests.Sessions;

public sealed class SessionOperationsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStore _test = TestStore.Open();
    private readonly LaterClock _clock = new();
    private Bedrock.Sessions.Sessions _sessions = null!;

    public Task InitializeAsync()
    {
        _sessions = new Bedrock.Sessions.Sessions(_test.Store, _clock);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _test.DisposeAsync().AsTask();

    [Fact]
    public async Task A_session_expires_thirty_days_after_its_last_change_and_can_then_be_deleted()
    {
        var session = await Create();
        var invocation = await Begin(session);
        _clock.Advance(TimeSpan.FromDays(29));
        await Put(session, invocation);
        Assert.Equal("ACTIVE", (await Get(session)).SessionStatus);

        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("EXPIRED", (await Get(session)).SessionStatus);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => Put(session, invocation));
        Assert.Contains("EXPIRED", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() => Begin(session));
        await Delete(session);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(session));
    }

    [Fact]
    public async Task A_step_that_is_put_again_is_one_step_and_another_under_its_id_is_refused()
    {
        var session = await Create();
        var invocation = await Begin(session);
        var step = await Put(session, invocation);

        Assert.Equal(step, await Put(session, invocation, step));
        await Assert.ThrowsAsync<ConflictException>(() => Put(session, invocation, step, "other"));
        await Assert.ThrowsAsync<ConflictException>(() => Put(session, invocation, step, time: Noon.AddSeconds(1)));
        Assert.Single(await Steps(session));
        var other = await Begin(session);
        await Put(session, other, step, "other");
        Assert.Equal(2, (await Steps(session)).Count);
    }

    [Fact]
    public async Task Steps_that_are_put_at_once_are_all_kept()
    {
        var session = await Create();
        var invocation = await Begin(session);

        var steps = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => Put(session, invocation, text: $"{i}"))));

        Assert.Equal(steps.Order(), (await Steps(session)).Select(step => step.InvocationStepId).Order());
    }

    [Fact]
    public async Task Lists_begin_with_the_newest_and_go_on_page_by_page()
    {
        var session = await Create();
        var (first, second) = (await Begin(session), await Begin(session));
        var steps = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            steps.Insert(0, await Put(session, i % 2 == 0 ? first : second, text: $"{i}"));
        }

        var handler = new ListInvocationStepsHandler(_sessions, _test.Store);
        var found = new List<string>();
        string? token = null;
        do
        {
            var page = await handler.Handle(
                new() { SessionIdentifier = session, MaxResults = 2, NextToken = token }, Call(), default);
            found.AddRange(page.InvocationStepSummaries.Select(step => step.InvocationStepId));
            token = page.NextToken;
        }
        while (token is not null);
        Assert.Equal(steps, found);

        var ofSecond = await handler.Handle(
            new() { SessionIdentifier = session, InvocationIdentifier = second }, Call(), default);
        Assert.Equal([steps[1], steps[3]], ofSecond.InvocationStepSummaries.Select(step => step.InvocationStepId));
        var invocations = await new ListInvocationsHandler(_sessions, _test.Store).Handle(
            new() { SessionIdentifier = session }, Call(), default);
        Assert.Equal([second, first], invocations.InvocationSummaries.Select(invocation => invocation.InvocationId));
        await Assert.ThrowsAsync<ValidationException>(() => handler.Handle(
            new() { SessionIdentifier = session, NextToken = "none" }, Call(), default));
    }

    [Fact]
    public async Task A_deleted_session_leaves_nothing_behind()
    {
        var session = await Create();
        var invocation = await Begin(session);
        await Put(session, invocation);
        await Assert.ThrowsAsync<ConflictException>(() => Delete(session));
        await End(session);
        await End(session);
        await Delete(session);

        var tenant = TestStore.Tenant(Call());
        var all = new ListQuery();
        Assert.Empty((await _test.Store.ListAsync(tenant, SessionRecord.Kind, all, default)).Items);
        Assert.Empty((await _test.Store.ListAsync(tenant, InvocationRecord.Kind, all, default)).Items);
        Assert.Empty((await _test.Store.ListAsync(tenant, StepRecord.Kind, all, default)).Items);
        Assert.Empty((await _test.Store.ListAsync(tenant, StepPayload.Kind, all, default)).Items);
    }

    [Fact]
    public async Task Sessions_of_other_accounts_and_regions_are_not_found()
    {
        var session = await Create();
        var arn = (await Get(session)).SessionArn;
        foreach (var call in new[] { TestStore.Call(account: "111122223333"), TestStore.Call("eu-west-1") })
        {
            foreach (var identifier in new[] { session, arn })
            {
                await Assert.ThrowsAsync<ResourceNotFoundException>(() => new GetSessionHandler(_sessions).Handle(
                    new() { SessionIdentifier = identifier }, call, default));
            }
        }
    }

    [Fact]
    public async Task A_payload_that_is_too_large_is_refused()
    {
        var session = await Create();
        var invocation = await Begin(session);

        var refused = await Assert.ThrowsAsync<ValidationException>(
            () => Put(session, invocation, text: new string('x', StepPayload.BytesMax)));

        Assert.Contains("15728640", refused.Message, StringComparison.Ordinal);
    }

    private static OperationContext Call() => TestStore.Call();

    private async Task<string> Create() =>
        (await new CreateSessionHandler(_test.Store).Handle(new(), Call(), default)).SessionId;

    private Task<GetSessionResponse> Get(string session) =>
        new GetSessionHandler(_sessions).Handle(new() { SessionIdentifier = session }, Call(), default);

    private Task End(string session) =>
        new EndSessionHandler(_sessions, _test.Store).Handle(new() { SessionIdentifier = session }, Call(), default);

    private Task Delete(string session) =>
        new DeleteSessionHandler(_sessions, _test.Store).Handle(new() { SessionIdentifier = session }, Call(), default);

    private async Task<string> Begin(string session) => (await new CreateInvocationHandler(_sessions, _test.Store)
        .Handle(new() { SessionIdentifier = session }, Call(), default)).InvocationId;

    private async Task<string> Put(
        string session, string invocation, string? step = null, string text = "text", DateTimeOffset? time = null) =>
        (await new PutInvocationStepHandler(_sessions, _test.Store).Handle(
            new()
            {
                SessionIdentifier = session,
                InvocationIdentifier = invocation,
                InvocationStepId = step,
                InvocationStepTime = time ?? Noon,
                Payload = new InvocationStepPayload.ContentBlocks([new BedrockSessionContentBlock.Text(text)]),
            },
            Call(),
            default)).InvocationStepId;

    private async Task<IReadOnlyList<InvocationStepSummary>> Steps(string session) =>
        (await new ListInvocationStepsHandler(_sessions, _test.Store).Handle(
            new() { SessionIdentifier = session }, Call(), default)).InvocationStepSummaries;
}

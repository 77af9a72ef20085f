using Ganban.Bedrock.Agents.Memory;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Tests.Agents;

public sealed class EndedSessionTests
{
    [Fact]
    public async Task A_session_of_a_memory_that_nobody_came_back_to_waits_to_be_summed_up()
    {
        await using var test = TestStore.Open();
        var tenant = TestStore.Tenant(TestStore.Call());
        var memory = new WatchedMemory(
            tenant.Account, tenant.Region, "arn", "AAAAAAAAAA", "ALIAS00001", "user-1");
        var clock = new LaterClock();
        var now = new AgentSessions(test.Store, clock);
        await now.Keep(tenant, "a/b/left", Session(60), memory, CancellationToken.None);
        await now.Keep(tenant, "a/b/alive", Session(3600), memory, CancellationToken.None);
        await now.Keep(tenant, "a/b/nobodys", Session(60), memory: null, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(10));
        using (now.Take(tenant, "a/b/left", "left"))
        {
            // A turn that takes long is none that nobody came back to.
            await now.EndIdle(tenant, memory.Memory, CancellationToken.None);
            Assert.Empty((await Waiting()).Items);
        }

        await now.EndIdle(tenant, memory.Memory, CancellationToken.None);
        Assert.StartsWith("a/b/left/", Assert.Single((await Waiting()).Items).Id, StringComparison.Ordinal);
        Assert.Null(await now.Find(tenant, "a/b/left", CancellationToken.None));
        Assert.NotNull(await now.Find(tenant, "a/b/alive", CancellationToken.None));

        await now.Keep(tenant, "a/b/other", Session(60), memory: null, CancellationToken.None);
        await now.EndForgotten(tenant, CancellationToken.None);
        Assert.Null(await test.Store.GetAsync(tenant, AgentSession.Kind, "a/b/nobodys", CancellationToken.None));
        Assert.NotNull(await now.Find(tenant, "a/b/alive", CancellationToken.None));

        Task<Page<AgentSession>> Waiting() => test.Store.ListAsync(
            tenant, AgentSession.Ended, new ListQuery { Parent = memory.Memory }, CancellationToken.None);
    }

    [Fact]
    public async Task All_idle_sessions_of_a_memory_end_also_where_they_are_many()
    {
        const int Many = 101;
        await using var test = TestStore.Open();
        var tenant = TestStore.Tenant(TestStore.Call());
        var memory = new WatchedMemory(
            tenant.Account, tenant.Region, "arn", "AAAAAAAAAA", "ALIAS00001", "user-1");
        var clock = new LaterClock();
        var sessions = new AgentSessions(test.Store, clock);
        for (var number = 0; number < Many; number++)
        {
            await sessions.Keep(tenant, $"a/b/{number}", Session(60), memory, CancellationToken.None);
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        await sessions.EndIdle(tenant, memory.Memory, CancellationToken.None);
        Assert.Null(await sessions.EndOf(tenant, memory.Memory, CancellationToken.None));
        var all = new ListQuery { Parent = memory.Memory };
        Assert.True(await test.Store.HasAsync(tenant, AgentSession.Ended, all, Many, CancellationToken.None));
    }

    [Fact]
    public async Task A_session_that_is_too_large_to_be_kept_is_refused_and_stays_as_it_was()
    {
        await using var test = TestStore.Open();
        var tenant = TestStore.Tenant(TestStore.Call());
        var sessions = new AgentSessions(test.Store, TimeProvider.System);
        await sessions.Keep(tenant, "a/b/large", Session(60), memory: null, CancellationToken.None);
        var large = Session(60) with { Files = [new SessionFile("large", new byte[13 << 20])] };

        await Assert.ThrowsAsync<ServiceQuotaExceededException>(
            () => sessions.Keep(tenant, "a/b/large", large, memory: null, CancellationToken.None));
        Assert.Empty((await sessions.Find(tenant, "a/b/large", CancellationToken.None))!.Document.Files);
    }

    private static AgentSession Session(int idleSeconds) => new() { SessionId = "s", IdleSeconds = idleSeconds };
}

using Ganban.Bedrock.Agents.Memory;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Storage;

namespace Ganban.Bedrock.Tests.Agents;

public sealed class EndedSessionTests
{
    private static readonly AgentIdentity Agent = new("AAAAAAAAAA", "ALIAS00001", "1", "arn");

    [Fact]
    public async Task A_session_of_a_memory_that_nobody_came_back_to_waits_to_be_summed_up()
    {
        await using var test = TestStore.Open();
        var tenant = TestStore.Tenant(TestStore.Call());
        var memory = MemoryRecord.Memory(Agent, "user-1");
        var now = new AgentSessions(test.Store, TimeProvider.System);
        await now.Keep(tenant, "a/b/left", Session(60), memory, CancellationToken.None);
        await now.Keep(tenant, "a/b/alive", Session(3600), memory, CancellationToken.None);
        await now.Keep(tenant, "a/b/nobodys", Session(60), memory: null, CancellationToken.None);
        var later = new AgentSessions(test.Store, new Later());
        await later.EndIdle(tenant, memory, CancellationToken.None);

        var waiting = await test.Store.ListAsync(
            tenant, AgentSession.Ended, new ListQuery { Parent = memory }, CancellationToken.None);
        Assert.StartsWith("a/b/left/", Assert.Single(waiting.Items).Id, StringComparison.Ordinal);
        Assert.Null(await now.Find(tenant, "a/b/left", CancellationToken.None));
        Assert.NotNull(await now.Find(tenant, "a/b/alive", CancellationToken.None));

        // Another session that is written takes the forgotten ones away.
        await later.Keep(tenant, "a/b/other", Session(60), memory: null, CancellationToken.None);
        Assert.Null(await now.Find(tenant, "a/b/nobodys", CancellationToken.None));
        Assert.NotNull(await now.Find(tenant, "a/b/alive", CancellationToken.None));
    }

    private static AgentSession Session(int idleSeconds) => new() { SessionId = "s", IdleSeconds = idleSeconds };

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromMinutes(10);
    }
}

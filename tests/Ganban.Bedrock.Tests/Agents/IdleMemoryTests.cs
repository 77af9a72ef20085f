using Ganban.Bedrock.Agents;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.Observation;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Bedrock.Tests.Invocation;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests.Agents;

/// <summary>Sessions that nobody comes back to, and what becomes of them without a call.</summary>
public sealed class IdleMemoryTests : IAsyncLifetime, IDisposable
{
    private static readonly Tenant Tenant = TestStore.Tenant(TestStore.Call());
    private static readonly WatchedMemory Memory = new(
        Tenant.Account, Tenant.Region, "arn:aws:iam::123456789012:user/mia", "AAAAAAAAAA", "ALIAS00001", "user-1");

    private readonly TestStore _test = TestStore.Open();
    private readonly LaterClock _clock = new();
    private readonly ScriptedChatClient _engine = new(new StepClock());
    private readonly OneAgent _agents = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _test.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task An_idle_session_is_summed_up_without_a_call_also_by_a_server_that_was_started_later()
    {
        foreach (var (sessionId, isAnother) in new[] { ("first", false), ("second", true) })
        {
            await using var server = Server();
            await Keep(server, sessionId);
            await Look(server);
            Assert.DoesNotContain(sessionId, (await Remembered(server)).Select(one => one.SessionId));

            _clock.Advance(TimeSpan.FromSeconds(61));
            _engine.Plays(ScriptedChatClient.Piece($"It was about {sessionId}."), ScriptedChatClient.End(4));
            await using var later = Server();
            await Look(isAnother ? later : server, starts: isAnother);
            var remembered = await Remembered(server);
            Assert.Equal($"It was about {sessionId}.", remembered[0].Summary);
            Assert.Empty((await Watched()).Items);
        }
    }

    [Fact]
    public async Task A_model_that_fails_is_asked_again_later_and_an_alias_that_is_gone_ends_it()
    {
        await using var server = Server();
        await Keep(server, "only");
        _clock.Advance(TimeSpan.FromSeconds(61));
        _engine.Fault = (0, new IOException("no engine"));
        await Look(server);
        await Look(server);
        Assert.Single(_engine.Asked);
        Assert.Empty(await Remembered(server));

        _engine.Fault = null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Look(server);
        Assert.Equal("ok", Assert.Single(await Remembered(server)).Summary);

        await Keep(server, "orphan");
        _agents.Agent = null;
        _clock.Advance(TimeSpan.FromSeconds(61));
        await Look(server);
        Assert.Equal(2, _engine.Asked.Count);
        Assert.Empty((await Watched()).Items);
        Assert.Empty(await Remembered(server));
    }

    [Fact]
    public async Task What_an_agent_needs_may_be_gone_for_a_while_without_anything_being_forgotten()
    {
        await using var server = Server();
        await Keep(server, "first");
        _clock.Advance(TimeSpan.FromSeconds(61));
        await Look(server);
        var id = AgentAliasRecord.StoredId("AAAAAAAAAA", "ALIAS00001");
        var document = new NewDocument<AgentAliasRecord>(id, new AgentAliasRecord { Version = "1" }) { Name = "live" };
        await _test.Store.CommitAsync([AgentAliasRecord.Kind.Create(Tenant, document)], CancellationToken.None);
        await Keep(server, "second");
        var agent = _agents.Agent;
        _agents.Agent = null;
        _clock.Advance(TimeSpan.FromSeconds(61));
        await Look(server);
        Assert.Single(await Remembered(server));

        _agents.Agent = agent;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Look(server);
        Assert.Equal(2, (await Remembered(server)).Count);
    }

    [Fact]
    public async Task An_agent_whose_memory_was_switched_off_forgets()
    {
        await using var server = Server();
        await Keep(server, "only");
        _agents.Agent = _agents.Agent! with { Memory = null };
        _clock.Advance(TimeSpan.FromSeconds(61));
        await Look(server);

        Assert.Empty((await Watched()).Items);
        Assert.Empty(_engine.Asked);
        var ended = new ListQuery { Parent = Memory.Memory };
        Assert.False(await _test.Store.HasAsync(Tenant, AgentSession.Ended, ended, 1, CancellationToken.None));
    }

    private static Task Look(ServiceProvider server) => Look(server, starts: false);

    private static async Task Look(ServiceProvider server, bool starts)
    {
        var idle = server.GetRequiredService<IdleMemories>();
        if (starts)
        {
            await idle.Load(CancellationToken.None);
        }

        await idle.Look(CancellationToken.None);
    }

    private static async Task Keep(ServiceProvider server, string sessionId)
    {
        var session = new AgentSession
        {
            SessionId = sessionId,
            IdleSeconds = 60,
            MemoryId = Memory.MemoryId,
            Conversation = new Conversation { Messages = [AgentMessage.User("Hello, I am Mia.")] },
        };
        await server.GetRequiredService<AgentSessions>().Keep(
            Tenant, $"AAAAAAAAAA/ALIAS00001/{sessionId}", session, Memory, CancellationToken.None);
        server.GetRequiredService<IdleMemories>().Watch(Memory, TimeSpan.FromSeconds(60));
    }

    private static async Task<IReadOnlyList<MemoryRecord>> Remembered(ServiceProvider server)
    {
        var page = await server.GetRequiredService<AgentMemories>().List(
            Tenant, Memory.Memory, 10, pageToken: null, CancellationToken.None);
        return [.. page.Items.Select(one => one.Document)];
    }

    private Task<Page<WatchedMemory>> Watched() =>
        _test.Store.ListAsync(Tenant.Global, WatchedMemory.Kind, new ListQuery(), CancellationToken.None);

    private ServiceProvider Server() => new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton(_test.Store)
        .AddSingleton<IObjectStore>(_test.Objects)
        .AddModels(new Engine("test", "", new TextEngine("test", _engine), null))
        .AddSingleton<InvocationMeter>()
        .AddSingleton<SpendLedger>()
        .AddSingleton<KnowledgeModels>()
        .AddInvocation()
        .AddAgents()
        .AddAgentRuntime()
        .AddSingleton<IAgentDefinitions>(_agents)
        .BuildServiceProvider();

    private sealed class OneAgent : IAgentDefinitions
    {
        public AgentDefinition? Agent { get; set; } = new()
        {
            Identity = new AgentIdentity("AAAAAAAAAA", "ALIAS00001", "1", "arn"),
            ModelId = "anthropic.claude-3-haiku-20240307-v1:0",
            Instruction = "Be kind.",
            Memory = new AgentMemory(StorageDays: 30, RecentSessionsMax: 20),
        };

        public Task<AgentDefinition> Find(
            Tenant tenant, string agentId, string aliasId, CancellationToken cancellationToken) =>
            Task.FromResult(Agent ?? throw AgentDefinitionErrors.NotFound(agentId, aliasId));
    }
}

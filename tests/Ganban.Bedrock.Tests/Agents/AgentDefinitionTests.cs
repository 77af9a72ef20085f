using System.Text.Json;
using Ganban.Bedrock.Agents;
using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Associations;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Runtime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tests.Agents;

public sealed class AgentDefinitionTests : IAsyncLifetime
{
    private static readonly Tenant Tenant = TestStore.Tenant(TestStore.Call());
    private readonly TestStore _test = TestStore.Open();
    private readonly AgentDefinitions _definitions;

    public AgentDefinitionTests() =>
        _definitions = new AgentDefinitions(new StoredAgents(_test.Store), new StoredAliases(_test.Store));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_version_becomes_all_that_its_orchestration_runs()
    {
        var functions = new FunctionSchema.Functions([new Function { Name = "get_stock", Description = "Tells." }]);
        await Store("AAAAAAAAAA", new AgentRecord
        {
            Settings = new AgentSettings
            {
                FoundationModel = "m",
                Instruction = "Be kind.",
                IdleSeconds = 90,
                Prompts = ShapeJson.Write(new PromptOverrideConfiguration
                {
                    PromptConfigurations = [new PromptConfiguration { PromptType = PromptType.Orchestration }],
                }),
                Guardrail = ShapeJson.Write(
                    new GuardrailConfiguration { GuardrailIdentifier = "abc", GuardrailVersion = "1" }),
                Memory = ShapeJson.Write(new MemoryConfiguration { EnabledMemoryTypes = [MemoryType.SessionSummary] }),
            },
            ActionGroups =
            [
                Group(new ActionGroupContent
                {
                    Name = "stock",
                    Executor = Json<ActionGroupExecutor>(new ActionGroupExecutor.CustomControl("RETURN_CONTROL")),
                    FunctionSchema = Json<FunctionSchema>(functions),
                }),
                Group(new ActionGroupContent { Name = "ask", Signature = "AMAZON.UserInput" }),
                Group(new ActionGroupContent { Name = "off", State = ActionGroupState.Disabled }),
                Group(new ActionGroupContent { Name = "api" }) with
                {
                    SchemaText = """
                        {"openapi":"3.0.0","paths":{"/a":{"get":{"operationId":"a","description":"d"}}}}
                        """,
                },
            ],
            KnowledgeBases =
            [
                new AgentKnowledgeBaseRecord("KKKKKKKKKK", "Recipes.", "ENABLED", default, default),
                new AgentKnowledgeBaseRecord("LLLLLLLLLL", "Not this one.", "DISABLED", default, default),
            ],
        });

        var agent = await _definitions.Find(Tenant, "AAAAAAAAAA", "ALIAS00001", CancellationToken.None);
        Assert.Equal(("m", "Be kind.", TimeSpan.FromSeconds(90)), (agent.ModelId, agent.Instruction, agent.IdleTime));
        Assert.Equal(
            ("AAAAAAAAAA", "ALIAS00001", "1", $"arn:aws:bedrock:us-east-1:{Tenant.Account}:agent-alias/AAAAAAAAAA/ALIAS00001"),
            (agent.Identity!.AgentId, agent.Identity.AliasId, agent.Identity.Version, agent.Identity.AliasArn));
        Assert.Equal(["stock", "ask", "api"], agent.ActionGroups.Select(group => group.Name));
        Assert.Equal("get_stock", Assert.Single(agent.ActionGroups[0].Functions).Name);
        Assert.IsType<Runtime.ActionGroupExecutor.CustomControl>(agent.ActionGroups[0].Executor);
        Assert.Equal("AMAZON.UserInput", agent.ActionGroups[1].Signature);
        Assert.Equal("a", Assert.Single(agent.ActionGroups[2].Operations).OperationId);
        Assert.Equal("KKKKKKKKKK", Assert.Single(agent.KnowledgeBases).KnowledgeBaseId);
        Assert.Equal(("abc", "1"), (agent.Guardrail!.GuardrailIdentifier, agent.Guardrail.GuardrailVersion));
        Assert.Equal("ORCHESTRATION", Assert.Single(agent.Prompts!.PromptConfigurations).PromptType);
        Assert.Equal((30, 20), (agent.Memory!.StorageDays, agent.Memory.RecentSessionsMax));
    }

    [Fact]
    public async Task Collaborators_come_with_the_agents_that_their_aliases_mean()
    {
        await Store("AAAAAAAAAA", Plain("Ask others."), "BBBBBBBBBB");
        await Store("BBBBBBBBBB", Plain("Ask another."), "CCCCCCCCCC");
        await Store("CCCCCCCCCC", Plain("Answer."));
        var agent = await _definitions.Find(Tenant, "AAAAAAAAAA", "ALIAS00001", CancellationToken.None);
        var second = Assert.Single(agent.Collaborators);
        Assert.Equal(("to_BBBBBBBBBB", true, "Ask another."), (second.Name, second.RelaysHistory, second.Agent.Instruction));
        Assert.Equal("Answer.", Assert.Single(second.Agent.Collaborators).Agent.Instruction);
    }

    [Fact]
    public async Task Agents_that_come_to_ask_themselves_are_refused()
    {
        await Store("AAAAAAAAAA", Plain("Ask."), "BBBBBBBBBB");
        await Store("BBBBBBBBBB", Plain("Ask."), "AAAAAAAAAA");
        var refusal = await Assert.ThrowsAsync<Runtime.ValidationException>(
            () => _definitions.Find(Tenant, "AAAAAAAAAA", "ALIAS00001", CancellationToken.None));
        Assert.Contains("AAAAAAAAAA → BBBBBBBBBB → AAAAAAAAAA", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_invoked_says_why()
    {
        await Store("AAAAAAAAAA", Plain("Answer."));
        await Alias("AAAAAAAAAA", "REJECTS001", new AgentAliasRecord { Version = "1", InvocationState = "REJECT_INVOCATIONS" });
        await Alias("AAAAAAAAAA", "DELETED001", new AgentAliasRecord { Version = "7" });
        await Alias("AAAAAAAAAA", "TSTALIASID", new AgentAliasRecord { Version = "DRAFT" });
        await Refused<Runtime.ResourceNotFoundException>("AAAAAAAAAA", "NOWHERE001", "ListAgentAliases");
        await Refused<Runtime.ValidationException>("AAAAAAAAAA", "REJECTS001", "rejects");
        await Refused<Runtime.ValidationException>("AAAAAAAAAA", "DELETED001", "version 7");
        await Refused<Runtime.ValidationException>("AAAAAAAAAA", "TSTALIASID", "PrepareAgent");
        var other = Tenant with { Account = "999999999999" };
        await Assert.ThrowsAsync<Runtime.ResourceNotFoundException>(
            () => _definitions.Find(other, "AAAAAAAAAA", "ALIAS00001", CancellationToken.None));

        async Task Refused<T>(string agent, string alias, string part)
            where T : Exception
        {
            var refusal = await Assert.ThrowsAsync<T>(
                () => _definitions.Find(Tenant, agent, alias, CancellationToken.None));
            Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        }
    }

    private static JsonElement Json<T>(T shape)
        where T : class, IShape<T> => ShapeJson.Write(shape);

    private static ActionGroupRecord Group(ActionGroupContent content) =>
        new("GGGGGGGGGG", content, SchemaText: null, default, default, ClientToken: null, Fingerprint: null);

    private static AgentRecord Plain(string instruction) =>
        new() { Settings = new AgentSettings { FoundationModel = "m", Instruction = instruction } };

    // Stores the version 1 of an agent and an alias of it.
    private async Task Store(string id, AgentRecord record, params string[] asked)
    {
        var whole = record with
        {
            Collaborators =
            [
                .. asked.Select(agent => new CollaboratorRecord(
                    "CCCCCCCCCC",
                    $"to_{agent}",
                    StoredAliases.Arn(Tenant, AgentAliasRecord.StoredId(agent, "ALIAS00001")),
                    "Ask it.",
                    "TO_COLLABORATOR",
                    default,
                    default,
                    ClientToken: null,
                    Fingerprint: null)),
            ],
        };
        var version = new NewDocument<AgentRecord>(id, whole) { Name = $"agent-{id}", Version = "1" };
        await _test.Store.CreateAsync(Tenant, AgentRecord.Kind, version, CancellationToken.None);
        await Alias(id, "ALIAS00001", new AgentAliasRecord { Version = "1" });
    }

    private Task Alias(string agent, string alias, AgentAliasRecord record) => _test.Store.CreateAsync(
        Tenant,
        AgentAliasRecord.Kind,
        new NewDocument<AgentAliasRecord>(AgentAliasRecord.StoredId(agent, alias), record)
        {
            Name = alias,
            Parent = agent,
        },
        CancellationToken.None);
}

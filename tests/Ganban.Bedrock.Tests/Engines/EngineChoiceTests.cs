using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Remote;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Engines;

/// <summary>Several engines behind one binding.</summary>
public sealed class EngineChoiceTests
{
    private static readonly CatalogModel Haiku =
        ModelCatalog.Load().FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

    private static readonly CatalogModel Titan = ModelCatalog.Load().FindModel("amazon.titan-embed-text-v2:0")!;

    [Fact]
    public void Turns_follow_the_weights_evenly()
    {
        var engines = Bound([new(Make("a"), 3), new(Make("b"), 1)], []);

        Assert.Equal("aabaaaba", string.Concat(Enumerable.Range(0, 8).Select(_ => engines.Text(Haiku).Name)));
    }

    [Fact]
    public void An_unhealthy_engine_gives_its_turns_to_the_others()
    {
        var (a, b) = (Make("a"), Make("b"));
        var engines = Bound([new(a, 3), new(b, 1)], [Make("spare")]);

        a.Health.Report(isGood: false);
        Assert.Equal("bbbb", string.Concat(Enumerable.Range(0, 4).Select(_ => engines.Text(Haiku).Name)));
        b.Health.Report(isGood: false);
        Assert.Equal("spare", engines.Text(Haiku).Name);
        a.Health.Report(isGood: true);
        Assert.Equal("a", engines.Text(Haiku).Name);
    }

    [Fact]
    public async Task The_next_is_asked_when_one_fails_and_the_answer_tells_so()
    {
        var engines = Bound([new(Make("a", RemoteFault.Unreachable), 1)], [Make("b", RemoteFault.Busy), Make("c")]);

        var (text, used) = await Answer(engines.Text(Haiku));

        Assert.Equal(("from c", "c"), (text, used!.Name));
        Assert.Equal(["a", "b"], used.StoodInFor);
    }

    [Fact]
    public async Task An_engine_that_was_passed_over_is_told_too()
    {
        var a = Make("a");
        var engines = Bound([new(a, 1)], [Make("b")]);
        a.Health.Report(isGood: false);

        var (_, used) = await Answer(engines.Text(Haiku));

        Assert.Equal(("b", "a"), (used!.Name, Assert.Single(used.StoodInFor)));
    }

    [Fact]
    public async Task When_all_are_unhealthy_they_are_asked_all_the_same()
    {
        var (a, b) = (Make("a", RemoteFault.Unreachable), Make("b"));
        a.Health.Report(isGood: false);
        b.Health.Report(isGood: false);

        Assert.Equal("from b", (await Answer(Bound([new(a, 1)], [b]).Text(Haiku))).Text);
    }

    [Fact]
    public async Task A_refusal_of_the_request_is_not_tried_elsewhere()
    {
        var engines = Bound([new(Make("a", RemoteFault.Rejected), 1)], [Make("b")]);

        var refusal = await Assert.ThrowsAsync<RemoteEngineException>(() => Answer(engines.Text(Haiku)));

        Assert.Equal("a", refusal.Engine);
    }

    [Fact]
    public async Task Nothing_is_tried_elsewhere_once_an_answer_has_begun()
    {
        var engines = Bound([new(Make("a", RemoteFault.Broken, failsLate: true), 1)], [Make("b")]);

        await Assert.ThrowsAsync<RemoteEngineException>(() => Answer(engines.Text(Haiku)));
    }

    [Fact]
    public async Task The_last_ones_failure_is_the_answer()
    {
        var engines = Bound([new(Make("a", RemoteFault.Unreachable), 1)], [Make("b", RemoteFault.TimedOut)]);

        var failure = await Assert.ThrowsAsync<RemoteEngineException>(() => Answer(engines.Text(Haiku)));

        Assert.Equal(("b", RemoteFault.TimedOut), (failure.Engine, failure.Fault));
    }

    [Fact]
    public async Task Only_an_engine_with_the_same_model_stands_in_for_embeddings()
    {
        var a = Make("a") with { Embedding = new("a", new Failing()) { Model = "same" } };
        var b = Make("b") with { Embedding = new("b", new LexicalEmbeddingGenerator()) { Model = "other" } };
        var c = Make("c") with { Embedding = new("c", new LexicalEmbeddingGenerator()) { Model = "same" } };

        await Assert.ThrowsAsync<RemoteEngineException>(
            () => Bound([new(a, 1)], [b]).Embedding(Titan).Generator.GenerateAsync(["Hi"]));
        var result = await Bound([new(a, 1)], [b, c]).Embedding(Titan).Generator.GenerateAsync(["Hi"]);

        Assert.Equal("c", ((EngineUsed)result.AdditionalProperties![EngineUsed.Key]!).Name);
    }

    private static ModelEngines Bound(IReadOnlyList<EngineShare> shares, IReadOnlyList<Engine> fallbacks) =>
        new([new EngineBinding(new ModelPattern("*"), new EngineChoice(shares, fallbacks))]);

    private static Engine Make(string name, RemoteFault? fault = null, bool failsLate = false) =>
        new(name, "", new TextEngine(name, new Sayer(name, fault, failsLate)), null);

    private static async Task<(string Text, EngineUsed? Used)> Answer(TextEngine engine)
    {
        var (text, used) = ("", (EngineUsed?)null);
        await foreach (var update in engine.Client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")]))
        {
            text += update.Text;
            used ??= update.AdditionalProperties?.GetValueOrDefault(EngineUsed.Key) as EngineUsed;
        }

        return (text, used);
    }

    private sealed class Sayer(string name, RemoteFault? fault, bool failsLate) : IChatClient
    {
        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (fault is null || failsLate)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, $"from {name}");
            }

            if (fault is { } kind)
            {
                throw new RemoteEngineException(kind, name, "fails.");
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Failing : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new RemoteEngineException(RemoteFault.Unreachable, "a", "fails.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}

using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Contracts.Bedrock;
using Ganban.Inference.Embeddings;
using Microsoft.Extensions.AI;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Looks for denied topics: a sentence is on a topic if it is near enough to one of the topic's examples, or to its
/// definition. Near is what shares words, not what means the same; <c>docs/guardrails.md</c> has the numbers.
/// </summary>
internal sealed class TopicCheck(GuardrailTopicPolicy policy) : ITextCheck
{
    /// <summary>The cosine from which on a sentence is taken for one like an example.</summary>
    public const double ExampleMin = 0.30;

    /// <summary>The cosine from which on a sentence is taken for one that a definition means.</summary>
    public const double DefinitionMin = 0.25;

    // A longer sentence is looked at in pieces.
    private const int PieceCharactersMax = 1000;

    private readonly Topic[] _topics =
    [
        .. policy.Topics.Select(topic => new Topic(
            topic,
            Reaction.Of(
                null, topic.InputAction, topic.OutputAction, topic.InputEnabled, topic.OutputEnabled))),
    ];

    /// <inheritdoc/>
    public bool SpansSentences => false;

    /// <inheritdoc/>
    public bool Looks(GuardrailSide side) => _topics.Any(topic => topic.Reaction.On(side) is not null);

    /// <inheritdoc/>
    public async ValueTask Look(
        string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        var sentences = Sentences.Split(text)
            .SelectMany(range => text[range].Chunk(PieceCharactersMax))
            .Select(piece => new string(piece))
            .Distinct()
            .ToList();
        if (sentences.Count == 0)
        {
            return;
        }

        var vectors = await Embedded(sentences);
        foreach (var topic in _topics)
        {
            if (topic.Reaction.On(side) is not { } reaction)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var models = await topic.Models.Value;
            if (vectors.Any(sentence => IsOn(sentence, models)) && findings.IsNew("topic", topic.Rule.Name, ""))
            {
                findings.Topics.Add(new Runtime.GuardrailTopic
                {
                    Name = topic.Rule.Name,
                    Type = Runtime.GuardrailTopicType.Deny,
                    Action = findings.Done(reaction),
                    Detected = true,
                });
            }
        }
    }

    /// <summary>What the topics that were not found say, for a trace in full.</summary>
    public IEnumerable<Runtime.GuardrailTopic> Rest(GuardrailSide side, Findings findings) => _topics
        .Where(topic => topic.Reaction.On(side) is not null)
        .Where(topic => findings.Topics.All(found => found.Name != topic.Rule.Name))
        .Select(topic => new Runtime.GuardrailTopic
        {
            Name = topic.Rule.Name,
            Type = Runtime.GuardrailTopicType.Deny,
            Action = Runtime.GuardrailTopicPolicyAction.None,
            Detected = false,
        });

    private static async Task<GeneratedEmbeddings<Embedding<float>>> Embedded(IEnumerable<string> texts)
    {
        using var embedder = new LexicalEmbeddingGenerator();
        return await embedder.GenerateAsync(texts);
    }

    private static bool IsOn(Embedding<float> sentence, GeneratedEmbeddings<Embedding<float>> models)
    {
        for (var i = 0; i < models.Count; i++)
        {
            var min = i == 0 ? DefinitionMin : ExampleMin;
            if (Vectors.Cosine(sentence.Vector, models[i].Vector) >= min)
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Topic(GuardrailTopic Rule, Reaction Reaction)
    {
        // The definition, then the examples.
        public Lazy<Task<GeneratedEmbeddings<Embedding<float>>>> Models { get; } =
            new(() => Embedded([Rule.Definition, .. Rule.Examples ?? []]));
    }
}

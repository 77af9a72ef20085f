using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Contracts.Bedrock;
using Ganban.Inference.Embeddings;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Scores an answer against its sources and its question. Grounding is the share of the answer's sentences that the
/// sources bear out, as citations find them. Relevance is how near the question is to the sentence nearest to it, taken
/// together with what bears that out; <c>docs/guardrails.md</c> has the numbers.
/// </summary>
internal sealed class GroundingCheck(GuardrailContextualGroundingPolicy policy)
{
    /// <summary>The cosine that makes a relevance of 1.</summary>
    public const double RelevantFully = 0.4;

    private readonly GuardrailContextualGroundingFilter[] _filters =
        [.. policy.Filters.Where(filter => filter.Enabled != false)];

    /// <summary>Whether it looks at anything.</summary>
    public bool IsOn => _filters.Length > 0;

    /// <summary>Scores an answer and adds the scores.</summary>
    public async Task Look(
        string source, string query, string answer, Findings findings, CancellationToken cancellationToken)
    {
        var sentences = Sentences.Split(answer).Select(range => answer[range]).ToList();
        if (sentences.Count == 0)
        {
            return;
        }

        var index = new SourceIndex([new CitableSource(0, CitableKind.Text, null, null, [source])]);
        var found = sentences.Select(index.Find).ToList();
        foreach (var filter in _filters)
        {
            var score = filter.Type == GuardrailContextualGroundingFilterType.Grounding
                ? (double)found.Count(citations => citations.Count > 0) / sentences.Count
                : await Relevance(query, sentences, found, cancellationToken);
            var isLow = score < filter.Threshold;
            findings.Grounding.Add(new Runtime.GuardrailContextualGroundingFilter
            {
                Type = filter.Type,
                Threshold = filter.Threshold,
                Score = Math.Round(score, 2),
                Action = isLow ? findings.Done(filter.Action ?? Reaction.Block) : Runtime.GuardrailContextualGroundingPolicyAction.None,
                Detected = isLow,
            });
        }
    }

    private async Task<double> Relevance(
        string query,
        List<string> sentences,
        List<IReadOnlyList<SourceCitation>> found,
        CancellationToken cancellationToken)
    {
        var texts = sentences.Select((sentence, i) =>
            string.Join("\n", found[i].Select(citation => citation.Text).Prepend(sentence)));
        using var embedder = new LexicalEmbeddingGenerator();
        var vectors = await embedder.GenerateAsync([query, .. texts], cancellationToken: cancellationToken);
        var nearest = vectors.Skip(1)
            .Max(text => Vectors.Cosine(text.Vector, vectors[0].Vector));
        return Math.Clamp(nearest / RelevantFully, 0, 1);
    }
}

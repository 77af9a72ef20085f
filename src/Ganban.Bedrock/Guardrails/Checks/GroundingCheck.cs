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
    /// <summary>The longest source that is scored against, in characters: the service's limit.</summary>
    public const int SourceCharactersMax = 100_000;

    /// <summary>The longest question, in characters: the service's limit.</summary>
    public const int QueryCharactersMax = 1_000;

    /// <summary>The longest answer that ApplyGuardrail scores, in characters: the service's limit.</summary>
    public const int AnswerCharactersMax = 5_000;

    /// <summary>The cosine that makes a relevance of 1.</summary>
    public const double RelevantFully = 0.4;

    private readonly GuardrailContextualGroundingFilter[] _filters =
        [.. policy.Filters.Where(filter => filter.Enabled != false)];

    /// <summary>Whether it looks at anything.</summary>
    public bool IsOn => _filters.Length > 0;

    /// <summary>Several texts of one kind as one.</summary>
    /// <exception cref="Runtime.ValidationException">They are too long.</exception>
    public static string Joined(IEnumerable<GuardPiece> pieces, string what, int charactersMax)
    {
        var text = string.Join("\n", pieces.Select(piece => piece.Text));
        return text.Length <= charactersMax ? text : throw GuardrailsErrors.TooLong(what, charactersMax);
    }

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
                Action = findings.Done(isLow ? filter.Action ?? Reaction.Block : Reaction.None),
                Detected = isLow,
            });
        }
    }

    private static async Task<double> Relevance(
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

using Ganban.Inference.Models.Encoders;

namespace Ganban.Inference.Reranking;

/// <summary>
/// Scores how well documents answer a question, by an encoder that reads both together. Safe for concurrent use.
/// </summary>
public sealed class CrossEncoder
{
    private readonly TextEncoder _encoder;

    /// <summary>A reranker over a model.</summary>
    /// <param name="encoder">
    /// The model, whose pooling is <see cref="EncoderPooling.Rank"/>; stays the caller's to dispose.
    /// </param>
    /// <exception cref="ArgumentException">The model is no reranker.</exception>
    public CrossEncoder(TextEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.Pooling is not EncoderPooling.Rank)
        {
            throw new ArgumentException($"The model pools by {encoder.Pooling}; a reranker needs a classifier (rank).");
        }

        _encoder = encoder;
    }

    /// <summary>Scores documents, each by itself.</summary>
    /// <param name="query">The question.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>
    /// For each document the model's raw score (a logit: any number, larger is better); its sigmoid lies in 0 to 1.
    /// </returns>
    /// <exception cref="ArgumentException">A question and a document together do not fit in the context.</exception>
    public async Task<IReadOnlyList<float>> Score(
        string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        var pairs = documents.Select(document => _encoder.Tokenize(query, document)).ToList();
        var scores = await Task.Run(() => _encoder.Encode(pairs, cancellationToken), cancellationToken);
        return [.. scores.Select(score => score[0])];
    }
}

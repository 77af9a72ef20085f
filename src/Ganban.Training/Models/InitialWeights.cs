namespace Ganban.Training.Models;

/// <summary>
/// How a model is begun. Numbers are normally distributed; normalisations begin at 1. What adds to the residual stream
/// begins smaller by √(2 · layers) (Radford et al. 2019).
/// </summary>
public sealed record InitialWeights
{
    /// <summary>Standard deviation of matrices.</summary>
    public double MatrixDeviation { get; set; } = 0.02;

    /// <summary>Standard deviation of the embedding and the output matrix.</summary>
    public double EmbeddingDeviation { get; set; } = 0.05;

    /// <summary>
    /// Length of a vector that all embeddings have in common. Heads can attend by position with it alone, and in the
    /// logits of a tied output it cancels.
    /// </summary>
    public double CommonEmbedding { get; set; } = 0.5;

    /// <summary>Fills all parameters of a model.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="seed">Fixes the numbers.</param>
    internal void Fill(IWeights weights, int seed)
    {
        var random = new Random(seed);
        var residual = MatrixDeviation / Math.Sqrt(2 * weights.Config.Layers);
        foreach (var tensor in weights.Trained)
        {
            var values = weights.Values.AsSpan(tensor.Offset, tensor.Length);
            switch (tensor.Kind)
            {
                case ParameterKind.Norm:
                    values.Fill(1);
                    break;
                case ParameterKind.Embedding:
                    FillNormal(values, random, EmbeddingDeviation);
                    AddCommon(values, tensor.Columns, random);
                    break;
                default:
                    var addsToStream = tensor.Name.EndsWith("attn_output.weight", StringComparison.Ordinal)
                        || tensor.Name.EndsWith("ffn_down.weight", StringComparison.Ordinal);
                    FillNormal(values, random, addsToStream ? residual : MatrixDeviation);
                    break;
            }
        }
    }

    /// <summary>Fills numbers with a normal distribution (Box and Muller 1958).</summary>
    internal static void FillNormal(Span<float> values, Random random, double deviation)
    {
        foreach (ref var value in values)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            value = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }

    private void AddCommon(Span<float> values, int width, Random random)
    {
        var common = new float[width];
        FillNormal(common, random, CommonEmbedding / Math.Sqrt(width));
        for (var start = 0; start < values.Length; start += width)
        {
            Kernels.Elementwise.AddScaled.Apply(1, common, values.Slice(start, width));
        }
    }
}

using Ganban.Kernels.Gemm;

namespace Ganban.Training.Models;

/// <summary>The tensors of one layer, or their gradients.</summary>
/// <param name="AttentionNorm">`[width]`.</param>
/// <param name="QueryKeyValue">`[queries + 2 · keys × width]`.</param>
/// <param name="AttentionOutput">`[width × queries]`.</param>
/// <param name="FeedForwardNorm">`[width]`.</param>
/// <param name="GateUp">`[2 · feed-forward × width]`.</param>
/// <param name="Down">`[width × feed-forward]`.</param>
/// <param name="Values">All of them, one after another.</param>
internal sealed record LayerTensors(
    Memory<float> AttentionNorm, MatrixView QueryKeyValue, MatrixView AttentionOutput, Memory<float> FeedForwardNorm,
    MatrixView GateUp, MatrixView Down, Memory<float> Values)
{
    /// <summary>Finds the tensors in a layer's numbers, in the order of <see cref="ParameterLayout"/>.</summary>
    public static LayerTensors Cut(TransformerConfig config, Memory<float> values)
    {
        var (width, inner, all) = (config.Width, config.FeedForwardWidth, values);
        return new LayerTensors(
            Take(1, width).Memory[..width],
            Take(config.QkvWidth, width),
            Take(width, config.QueryWidth),
            Take(1, width).Memory[..width],
            Take(2 * inner, width),
            Take(width, inner),
            all);

        MatrixView Take(int rows, int columns)
        {
            var matrix = new MatrixView(values, rows, columns);
            values = values[(rows * columns)..];
            return matrix;
        }
    }
}

/// <summary>The tensors outside the layers, or their gradients.</summary>
/// <param name="Embedding">`[vocabulary × width]`.</param>
/// <param name="OutputNorm">`[width]`.</param>
/// <param name="Output">`[vocabulary × width]`; the embedding again where it is tied.</param>
internal sealed record ModelTensors(MatrixView Embedding, Memory<float> OutputNorm, MatrixView Output);

namespace Ganban.Training.Models;

/// <summary>Weights and gradients as two lists of all parameters.</summary>
/// <param name="layout">Where the tensors lie.</param>
internal sealed class FlatWeights(ParameterLayout layout) : IWeights
{
    /// <summary>The weights, `[layout.Length]`.</summary>
    public float[] Values { get; } = new float[layout.Length];

    /// <summary>The gradients, `[layout.Length]`.</summary>
    public float[] Gradients { get; } = new float[layout.Length];

    public ModelTensors Model => layout.Model(Values);

    public ModelTensors? ModelGradients => layout.Model(Gradients);

    public LayerTensors Layer(int layer) => layout.Layer(Values, layer);

    public LayerTensors LayerGradients(int layer) => layout.Layer(Gradients, layer);

    public void CompleteGradients(int layer)
    {
    }
}

namespace Ganban.Training.Models;

/// <summary>Weights and gradients as two lists of all parameters, all of which are trained.</summary>
/// <param name="config">The model's sizes.</param>
internal sealed class FlatWeights(TransformerConfig config) : IWeights
{
    private readonly ParameterLayout _layout = new(config);
    private float[]? _values;
    private float[]? _gradients;

    public TransformerConfig Config => config;

    public IReadOnlyList<ParameterTensor> Trained => _layout.Tensors;

    public float[] Values => _values ??= new float[_layout.Length];

    public float[] Gradients => _gradients ??= new float[_layout.Length];

    public float[]? RotaryDivisors { get; init; }

    public ModelTensors Model => _layout.Model(Values);

    public ModelTensors? ModelGradients => _layout.Model(Gradients);

    public LayerTensors Layer(int layer) => _layout.Layer(Values, layer);

    public LayerTensors LayerGradients(int layer) => _layout.Layer(Gradients, layer);

    public void CompleteGradients(int layer)
    {
        // They lie where they are wanted.
    }
}

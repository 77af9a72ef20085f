namespace Ganban.Training.Models;

/// <summary>
/// Where a pass finds weights and leaves gradients: a list of all parameters, or a stored model of which one layer at a
/// time is unpacked. What is trained is a list of numbers either way.
/// </summary>
internal interface IWeights
{
    /// <summary>The model's sizes.</summary>
    TransformerConfig Config { get; }

    /// <summary>What is trained, in the order of the offsets.</summary>
    IReadOnlyList<ParameterTensor> Trained { get; }

    /// <summary>The numbers that are trained.</summary>
    float[] Values { get; }

    /// <summary>Their gradients.</summary>
    float[] Gradients { get; }

    /// <summary>Divisors of the rotary frequencies, `[head size / 2]`, or null for none.</summary>
    float[]? RotaryDivisors { get; }

    /// <summary>The tensors outside the layers.</summary>
    ModelTensors Model { get; }

    /// <summary>Where the gradients of the tensors outside the layers are added; null if they are not wanted.</summary>
    ModelTensors? ModelGradients { get; }

    /// <summary>A layer's tensors, until the next layer is asked for.</summary>
    /// <param name="layer">From 0.</param>
    LayerTensors Layer(int layer);

    /// <summary>Where a layer's gradients are added.</summary>
    /// <param name="layer">The layer that was asked for last.</param>
    LayerTensors LayerGradients(int layer);

    /// <summary>Says that a layer's gradients are complete.</summary>
    /// <param name="layer">The layer that was asked for last.</param>
    void CompleteGradients(int layer);
}

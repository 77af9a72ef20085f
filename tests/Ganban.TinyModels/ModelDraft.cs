using System.Buffers.Binary;
using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>
/// A GGUF file in the making. A tensor's weights follow from the model's and the tensor's name, so that another tensor
/// beside it changes nothing.
/// </summary>
internal sealed class ModelDraft
{
    private readonly string _name;
    private readonly string _architecture;

    public ModelDraft(string name, string architecture)
    {
        _name = name;
        _architecture = architecture;
        Writer.AddMetadata("general.architecture", architecture);

        // llama.cpp expects certain special tokens of a file whose name says "phi3".
        Writer.AddMetadata("general.name", "tiny");
    }

    public GgufWriter Writer { get; } = new();

    /// <summary>Adds metadata under the architecture's name.</summary>
    public void Set(string key, object value) => Writer.AddMetadata($"{_architecture}.{key}", value);

    /// <summary>Adds a matrix `[rows × columns]`, or one for each expert where their number is not zero.</summary>
    public void AddMatrix(string tensor, TensorType type, int rows, int columns, float spread, int experts = 0)
    {
        long[] shape = experts == 0 ? [columns, rows] : [columns, rows, experts];
        var elements = rows * columns * Math.Max(experts, 1);
        Writer.AddTensor(
            $"{tensor}.weight", type, shape, () => WeightBytes.Draw(type, elements, spread, RandomFor(tensor)));
    }

    /// <summary>Adds a tensor of any shape, columns first, in F32.</summary>
    public void AddTensor(string tensor, long[] shape, float spread) => Writer.AddTensor(
        $"{tensor}.weight",
        TensorType.F32,
        shape,
        () => WeightBytes.Draw(
            TensorType.F32, (int)shape.Aggregate(1L, (a, b) => a * b), spread, RandomFor(tensor)));

    /// <summary>Adds the weights of a normalisation: around `middle`, a quarter of it either way.</summary>
    public void AddNorm(string tensor, int length, float middle = 1) =>
        AddVector($"{tensor}.weight", Draw(tensor, length, middle, middle / 4));

    /// <summary>Adds a bias: around zero, `reach` either way.</summary>
    public void AddBias(string tensor, int length, float reach = 0.5f) =>
        AddVector($"{tensor}.bias", Draw($"{tensor}.bias", length, 0, reach));

    public void AddVector(string tensor, float[] numbers) => Writer.AddTensor(
        tensor,
        TensorType.F32,
        [numbers.Length],
        () =>
        {
            var bytes = new byte[numbers.Length * 4];
            for (var index = 0; index < numbers.Length; index++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * 4), numbers[index]);
            }

            return bytes;
        });

    private RandomNumbers RandomFor(string tensor) => new($"{_name}/{tensor}");

    private float[] Draw(string tensor, int length, float middle, float reach)
    {
        var random = RandomFor(tensor);
        return [.. Enumerable.Range(0, length).Select(_ => middle + (reach * random.NextSigned()))];
    }
}

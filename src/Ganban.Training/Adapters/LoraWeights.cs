using Ganban.Kernels.Gemm;
using Ganban.Kernels.Threading;
using Ganban.Training.Files;
using Ganban.Training.Models;

namespace Ganban.Training.Adapters;

/// <summary>
/// A base model that stays as it is, and low-rank matrices beside it: W' = W + α/r · B·A (Hu et al. 2021). One layer at
/// a time is unpacked and merged, so that the pass is that of any model; of the gradient of W' follow those of A and B.
/// </summary>
internal sealed class LoraWeights : IWeights
{
    private readonly BaseModel _base;
    private readonly FloatGemm _gemm;
    private readonly float _scale;
    private readonly ParameterLayout _layout;
    private readonly List<ParameterTensor> _trained = [];
    private readonly float[] _layer;
    private readonly float[] _layerGradients;
    private float[] _scaled = [];

    public LoraWeights(BaseModel baseModel, LoraOptions options, WorkPool pool)
    {
        options.Check();
        (_base, _gemm, _scale) = (baseModel, new FloatGemm(pool), options.Alpha / options.Rank);
        _layout = new ParameterLayout(Config);
        _layer = new float[_layout.LayerLength];
        _layerGradients = new float[_layout.LayerLength];
        Model = ReadModel();
        var length = 0;
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            foreach (var target in Targets(layer, options))
            {
                Add(target.Name + ".lora_a", options.Rank, target.Columns);
                Add(target.Name + ".lora_b", target.Rows, options.Rank);
            }
        }

        Values = new float[length];
        Gradients = new float[length];
        Fill(options.Seed);

        void Add(string name, int rows, int columns)
        {
            _trained.Add(new ParameterTensor(name, ParameterKind.Matrix, length, rows, columns));
            length = checked(length + (rows * columns));
        }
    }

    public TransformerConfig Config => _base.Config;

    public IReadOnlyList<ParameterTensor> Trained => _trained;

    public float[] Values { get; }

    public float[] Gradients { get; }

    public float[]? RotaryDivisors => _base.RotaryDivisors;

    public ModelTensors Model { get; }

    public ModelTensors? ModelGradients => null;

    public LayerTensors Layer(int layer)
    {
        foreach (var part in _layout.LayerParts(layer))
        {
            _base.Read(part, _layer.AsSpan(part.Offset, part.Length));
            if (Find(part) is var (a, b))
            {
                _gemm.Multiply(View(Values, b), Scaled(a), PartOf(_layer, part), add: true);
            }
        }

        return LayerTensors.Cut(Config, _layer);
    }

    public LayerTensors LayerGradients(int layer)
    {
        Array.Clear(_layerGradients);
        return LayerTensors.Cut(Config, _layerGradients);
    }

    public void CompleteGradients(int layer)
    {
        foreach (var part in _layout.LayerParts(layer))
        {
            if (Find(part) is var (a, b))
            {
                var gradient = PartOf(_layerGradients, part);
                _gemm.Multiply(gradient, Scaled(a).Transpose(), View(Gradients, b), add: true);
                _gemm.Multiply(Scaled(b).Transpose(), gradient, View(Gradients, a), add: true);
            }
        }
    }

    private static MatrixView View(float[] values, ParameterTensor tensor) =>
        new(values.AsMemory(tensor.Offset, tensor.Length), tensor.Rows, tensor.Columns);

    private static MatrixView PartOf(float[] layer, ParameterTensor part) => View(layer, part);

    private IEnumerable<ParameterTensor> Targets(int layer, LoraOptions options) =>
        _layout.LayerParts(layer).Where(part => options.Targets.Contains(part.Name.Split('.')[2]));

    private (ParameterTensor A, ParameterTensor B)? Find(ParameterTensor part)
    {
        var index = _trained.FindIndex(tensor => tensor.Name == part.Name + ".lora_a");
        return index < 0 ? null : (_trained[index], _trained[index + 1]);
    }

    private MatrixView Scaled(ParameterTensor tensor)
    {
        if (_scaled.Length < tensor.Length)
        {
            _scaled = new float[tensor.Length];
        }

        for (var index = 0; index < tensor.Length; index++)
        {
            _scaled[index] = _scale * Values[tensor.Offset + index];
        }

        return new MatrixView(_scaled, tensor.Rows, tensor.Columns);
    }

    // B begins at 0, so that the model begins as its base.
    private void Fill(int seed)
    {
        var random = new Random(seed);
        foreach (var tensor in _trained.Where(tensor => tensor.Name.EndsWith("lora_a", StringComparison.Ordinal)))
        {
            InitialWeights.FillNormal(
                Values.AsSpan(tensor.Offset, tensor.Length), random, 1 / Math.Sqrt(tensor.Columns));
        }
    }

    private ModelTensors ReadModel()
    {
        var embedding = Matrix("token_embd.weight");
        var norm = _layout.Tensors.Single(tensor => tensor.Name == "output_norm.weight");
        var numbers = new float[norm.Length];
        _base.Read(norm, numbers);
        return new ModelTensors(embedding, numbers, Config.IsOutputTied ? embedding : Matrix("output.weight"));

        MatrixView Matrix(string name)
        {
            var tensor = _layout.Tensors.Single(tensor => tensor.Name == name);
            var values = new float[tensor.Length];
            _base.Read(tensor, values);
            return new MatrixView(values, tensor.Rows, tensor.Columns);
        }
    }
}

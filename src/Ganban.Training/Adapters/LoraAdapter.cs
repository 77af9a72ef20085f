using System.Text.Json;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Threading;
using Ganban.Training.Files;
using Ganban.Training.Models;

namespace Ganban.Training.Adapters;

/// <summary>
/// A low-rank adapter of a base model (Hu et al. 2021): attached, trained, saved and loaded in the names of PEFT, or
/// merged by <see cref="ModelExport"/>.
/// </summary>
public sealed class LoraAdapter
{
    private const string WeightsFile = "adapter_model.safetensors";
    private const string ConfigFile = "adapter_config.json";

    private readonly LoraOptions _options;

    /// <summary>Attaches a new adapter, which changes nothing before it is trained.</summary>
    /// <param name="baseModel">The base, open as long as the adapter is used.</param>
    /// <param name="options">What the adapter looks like.</param>
    /// <param name="pool">The threads.</param>
    public LoraAdapter(BaseModel baseModel, LoraOptions options, WorkPool pool)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        _options = options;
        Weights = new LoraWeights(baseModel, options, pool);
    }

    /// <summary>The base with the adapter.</summary>
    internal LoraWeights Weights { get; }

    /// <summary>Loads an adapter that was saved.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="baseModel">The base that it was trained on.</param>
    /// <param name="pool">The threads.</param>
    /// <exception cref="TrainingException">The folder's files don't belong to an adapter of this base.</exception>
    public static LoraAdapter Load(string folder, BaseModel baseModel, WorkPool pool)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            var adapter = new LoraAdapter(baseModel, ReadConfig(Path.Combine(folder, ConfigFile)), pool);
            using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
            foreach (var tensor in adapter.Weights.Trained)
            {
                file.ReadSingles(Name(tensor), tensor.Rows, tensor.Columns)
                    .CopyTo(adapter.Weights.Values.AsSpan(tensor.Offset));
            }

            return adapter;
        }
        catch (Exception e) when (e is ModelFileException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new TrainingException($"'{folder}' holds no adapter of this base model: {e.Message}", e);
        }
    }

    /// <summary>Saves the adapter: `adapter_model.safetensors` and `adapter_config.json`.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsFile),
            [
                .. Weights.Trained.Select(tensor => new SafetensorsEntry(
                    Name(tensor), [tensor.Rows, tensor.Columns],
                    () => Weights.Values.AsSpan(tensor.Offset, tensor.Length).ToArray())),
            ]);
        using var stream = File.Create(Path.Combine(folder, ConfigFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("peft_type", "LORA");
        json.WriteString("task_type", "CAUSAL_LM");
        json.WriteString("bias", "none");
        json.WriteNumber("r", _options.Rank);
        json.WriteNumber("lora_alpha", _options.Alpha);
        json.WriteNumber("lora_dropout", 0);
        json.WriteStartArray("target_modules");
        foreach (var target in _options.Targets)
        {
            json.WriteStringValue(Module(target));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static LoraOptions ReadConfig(string path)
    {
        if (!File.Exists(path))
        {
            throw new TrainingException($"'{path}' is not there: the folder holds no adapter.");
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        var modules = root.GetProperty("target_modules").EnumerateArray().Select(item => item.GetString()).ToHashSet();
        var targets = LoraOptions.AllTargets.Where(target => modules.Contains(Module(target))).ToArray();
        return targets.Length == modules.Count
            ? new LoraOptions
            {
                Rank = root.GetProperty("r").GetInt32(),
                Alpha = root.GetProperty("lora_alpha").GetSingle(),
                Targets = targets,
            }
            : throw new TrainingException($"'{path}' names target modules that can't be adapted here: "
                + $"{string.Join(", ", modules)}.");
    }

    // From "attn_q" to "q_proj".
    private static string Module(string target) => HubNames.Of($"blk.0.{target}.weight").Split('.')[^2];

    private static string Name(ParameterTensor tensor)
    {
        var isA = tensor.Name.EndsWith(".lora_a", StringComparison.Ordinal);
        var matrix = HubNames.Of(tensor.Name[..^".lora_a".Length]);
        return $"base_model.model.{matrix[..^".weight".Length]}.{(isA ? "lora_A" : "lora_B")}.weight";
    }
}

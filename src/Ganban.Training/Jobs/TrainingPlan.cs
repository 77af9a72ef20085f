using System.Text.Json;
using System.Text.Json.Serialization;
using Ganban.Inference.ModelFiles;
using Ganban.Training.Adapters;
using Ganban.Training.Models;

namespace Ganban.Training.Jobs;

/// <summary>A training as a JSON file says it. Paths are relative to the file's folder.</summary>
public sealed record TrainingPlan
{
    /// <summary>A new model's sizes; its vocabulary must be the tokenizer's. Not beside <see cref="Base"/>.</summary>
    public TransformerConfig? Model { get; set; }

    /// <summary>How a new model is begun.</summary>
    public InitialWeights Initial { get; set; } = new();

    /// <summary>A GGUF file whose model is trained on.</summary>
    public string? Base { get; set; }

    /// <summary>A smaller context window of <see cref="Base"/>.</summary>
    public int? ContextLength { get; set; }

    /// <summary>Trains an adapter of <see cref="Base"/> in place of all its weights.</summary>
    public LoraOptions? Adapter { get; set; }

    /// <summary>A GGUF file with the tokenizer and chat template of a new model.</summary>
    public string? Tokenizer { get; set; }

    /// <summary>The examples, JSON lines; see <see cref="Training.Data.ExampleFile"/>.</summary>
    public string? Data { get; set; }

    /// <summary>Examples made while training, in place of <see cref="Data"/>.</summary>
    public CorpusOptions? Corpus { get; set; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>The folder of checkpoints; the training goes on with the newest.</summary>
    public required string Checkpoints { get; init; }

    /// <summary>The GGUF file that is written in the end; an adapter is merged.</summary>
    public required string Output { get; init; }

    /// <summary>The format of its matrices: F32, F16 or Q8_0.</summary>
    public TensorType OutputType { get; set; } = TensorType.Q8_0;

    /// <summary>A folder that takes the adapter by itself.</summary>
    public string? AdapterOutput { get; set; }

    /// <summary>The name in the file that is written (general.name).</summary>
    public string? Name { get; set; }

    /// <summary>A file that gets a JSON line for each step.</summary>
    public string? Log { get; set; }

    /// <summary>Cores to use; null for all.</summary>
    public int? Threads { get; set; }

    /// <summary>Reads a plan.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="TrainingException">It is not a plan.</exception>
    public static TrainingPlan Read(string path)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(File.ReadAllBytes(path), PlanJson.Default.TrainingPlan)
                ?? throw new TrainingException($"'{path}' is empty.");
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return plan with
            {
                Base = Full(plan.Base),
                Tokenizer = Full(plan.Tokenizer),
                Data = Full(plan.Data),
                Checkpoints = Full(plan.Checkpoints)!,
                Output = Full(plan.Output)!,
                AdapterOutput = Full(plan.AdapterOutput),
                Log = Full(plan.Log),
            };

            string? Full(string? other) => other is null ? null : Path.GetFullPath(other, folder);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new TrainingException($"'{path}' is not a training plan: {e.Message}", e);
        }
    }
}

/// <summary>
/// How plans and steps are read and written. Generated readers keep the defaults of properties that can be set, and
/// lose those of properties that can only be initialised; so the options have setters.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(TrainingPlan))]
[JsonSerializable(typeof(StepReport))]
internal sealed partial class PlanJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Ganban.Training.Models;

namespace Ganban.Training.Checkpoints;

/// <summary>What a checkpoint says about itself.</summary>
/// <param name="Model">The model's sizes.</param>
/// <param name="Parameters">How many numbers are trained.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Position">The place of the next example.</param>
/// <param name="TokensSeen">Tokens of all steps.</param>
internal sealed record CheckpointState(
    TransformerConfig Model, int Parameters, long Step, long Position, long TokensSeen);

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(CheckpointState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

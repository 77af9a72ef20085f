using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>What a node came to.</summary>
/// <param name="Outputs">Its outputs by name.</param>
/// <param name="Conditions">The conditions that hold, of a Condition node.</param>
public sealed record NodeResult(
    IReadOnlyDictionary<string, JsonElement> Outputs, IReadOnlyList<string> Conditions)
{
    /// <summary>A node that does not run, as its conditions don't hold or what feeds it does not run.</summary>
    internal static NodeResult Skipped { get; } = new(new Dictionary<string, JsonElement>(), []) { IsSkipped = true };

    /// <summary>A node that can't run before the user has answered another one.</summary>
    internal static NodeResult Waiting { get; } = Skipped with { IsSkipped = false, IsWaiting = true };

    /// <summary>Whether it did not run.</summary>
    [JsonIgnore]
    internal bool IsSkipped { get; init; }

    /// <summary>What it asks the user for, before it can end; null: nothing.</summary>
    [JsonIgnore]
    internal JsonElement? Question { get; init; }

    /// <summary>Whether it, or what feeds it, waits for the user.</summary>
    [JsonIgnore]
    internal bool IsWaiting { get; init; }

    /// <summary>A node that asks the user before it can end.</summary>
    internal static NodeResult Asking(JsonElement question) => Waiting with { Question = question };

    /// <summary>One output.</summary>
    internal static NodeResult Of(string output, JsonElement value) =>
        new(new Dictionary<string, JsonElement> { [output] = value }, []);
}

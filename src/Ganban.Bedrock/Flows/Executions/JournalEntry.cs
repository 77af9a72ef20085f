using System.Text.Json;
using Ganban.Bedrock.Flows.Running;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>An entry of an execution's journal: something that happened, or what a node came to.</summary>
/// <param name="Type">Whether it happened to a node or to the flow; null for what a node came to.</param>
/// <param name="Happened">What happened, in the API's own form.</param>
/// <param name="Key">The name of a run of a node; null for what happened.</param>
/// <param name="Result">What it came to.</param>
internal sealed record JournalEntry(string? Type, JsonElement? Happened, string? Key, NodeResult? Result);

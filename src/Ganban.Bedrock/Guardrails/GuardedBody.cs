using Ganban.Contracts;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails;

/// <summary>What InvokeModel's bodies say about guardrails, whatever the model's format is.</summary>
internal static partial class GuardedBody
{
    private const string Config = "amazon-bedrock-guardrailConfig";

    /// <summary>
    /// The body without what it says about the guardrail, and the options with it. Without a guardrail the body stays
    /// as it is, and its format refuses that member.
    /// </summary>
    /// <exception cref="ValidationException">What it says has the wrong form.</exception>
    public static (ReadOnlyMemory<byte> Body, GuardOptions? Options) Read(
        ReadOnlyMemory<byte> body, GuardOptions? options)
    {
        return options is not null && Take(NativeInvocation.Parse(body), options) is { } taken
            ? (NativeInvocation.Bytes(taken.Body), taken.Options)
            : (body, options);
    }

    /// <summary>Takes what a body says about its guardrail out of it; null where it says nothing.</summary>
    /// <exception cref="ValidationException">What it says has the wrong form.</exception>
    public static (JsonObject Body, GuardOptions Options)? Take(JsonElement body, GuardOptions options)
    {
        if (body.ValueKind != JsonValueKind.Object || JsonObject.Create(body) is not { } root
            || !root.TryGetPropertyValue(Config, out var config))
        {
            return null;
        }

        root.Remove(Config);
        return (root, Read(config as JsonObject, options));
    }

    /// <summary>Adds what a guardrail did to a body; without a guardrail the body stays as it is.</summary>
    public static JsonObject Tell(GuardedCall call, JsonObject body)
    {
        if (call.Checks is null)
        {
            return body;
        }

        body["amazon-bedrock-guardrailAction"] = call.HasIntervened ? "INTERVENED" : "NONE";
        if (call.Trace() is { } trace)
        {
            body["amazon-bedrock-trace"] = new JsonObject { ["guardrail"] = Trace(trace) };
        }

        return body;
    }

    private static GuardOptions Read(JsonObject? config, GuardOptions options)
    {
        foreach (var (name, value) in config ?? throw GuardrailsErrors.BadInputTags())
        {
            var text = value is JsonValue && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
            options = (name, text) switch
            {
                ("tagSuffix", { } suffix) when Suffix().IsMatch(suffix) => options with { TagSuffix = suffix },
                ("streamProcessingMode", "SYNCHRONOUS") => options with { IsAsync = false },
                ("streamProcessingMode", "ASYNCHRONOUS") => options with { IsAsync = true },
                _ => throw GuardrailsErrors.BadInputTags(),
            };
        }

        return options;
    }

    private static JsonObject Trace(GuardrailTraceAssessment trace)
    {
        var json = new JsonObject();
        if (trace.ModelOutput is { } texts)
        {
            json["modelOutput"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
        }

        json["input"] = ById(trace.InputAssessment!.Select(item => (item.Key, item.Value)));
        if (trace.OutputAssessments is { } outputs)
        {
            json["outputs"] = new JsonArray(
            [
                .. outputs.SelectMany(item => item.Value.Select(value => (JsonNode)ById([(item.Key, value)]))),
            ]);
        }

        json["actionReason"] = trace.ActionReason;
        return json;
    }

    private static JsonObject ById(IEnumerable<(string Id, GuardrailAssessment Assessment)> assessments) => new(
        assessments.Select(item => KeyValuePair.Create(
            item.Id, (JsonNode?)JsonObject.Create(ShapeJson.Write(item.Assessment)))));

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,20}\z")]
    private static partial Regex Suffix();
}

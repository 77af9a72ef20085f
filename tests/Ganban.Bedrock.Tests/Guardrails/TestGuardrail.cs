using System.Text.Json;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Storage;

namespace Ganban.Bedrock.Tests.Guardrails;

/// <summary>Makes guardrails out of policies as they are kept.</summary>
internal static class TestGuardrail
{
    public static GuardrailChecks Of(
        string? words = null,
        string? sensitive = null,
        string? content = null,
        string? topics = null,
        string? grounding = null)
    {
        var document = new GuardrailDocument(
            null, Json(topics), Json(content), Json(words), Json(sensitive), Json(grounding), null, "In.", "Out.", null, 0);
        return new GuardrailChecks(
            new Stored<GuardrailDocument>("abcdefghijkl", "DRAFT", document, "g", null, default, default, 1),
            "arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghijkl");
    }

    /// <summary>A guardrail that masks types of personal data.</summary>
    public static GuardrailChecks Masks(params string[] types) => Of(sensitive:
        $$"""{"piiEntities":[{{string.Join(",", types.Select(type => $$"""{"type":"{{type}}","action":"ANONYMIZE"}"""))}}]}""");

    /// <summary>What becomes of a text, and what was found in it.</summary>
    public static async Task<(string Text, Findings Findings)> Look(
        this GuardrailChecks checks, string text, GuardrailSide side = GuardrailSide.Input)
    {
        var findings = new Findings();
        return (await checks.Look(text, side, findings, CancellationToken.None), findings);
    }

    private static JsonElement? Json(string? json) =>
        json is null ? null : JsonDocument.Parse(json).RootElement.Clone();
}

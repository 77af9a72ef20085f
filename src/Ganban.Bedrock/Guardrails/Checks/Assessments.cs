using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Tells what was found, and how much was looked at, in the API's words.</summary>
internal static class Assessments
{
    public const string NoAction = "No action.";
    public const string Blocked = "Guardrail blocked.";
    public const string Masked = "Guardrail masked.";

    private const int UnitCharacters = 1000;

    /// <summary>What was done, in the service's words.</summary>
    public static string Reason(Findings findings) =>
        findings.IsBlocked ? Blocked : findings.IsMasked ? Masked : NoAction;

    /// <summary>
    /// The assessment. Where something blocked, nothing was masked and nothing masked is told.
    /// </summary>
    public static GuardrailAssessment Of(
        GuardrailChecks checks, GuardrailSide side, Findings findings, GuardedSize size, bool isFull, long milliseconds)
    {
        if (findings.IsBlocked)
        {
            findings.Pii.RemoveAll(found => found.Action == GuardrailSensitiveInformationPolicyAction.Anonymized);
            findings.Regexes.RemoveAll(found => found.Action == GuardrailSensitiveInformationPolicyAction.Anonymized);
        }

        if (isFull)
        {
            checks.AddRest(side, findings);
        }

        return new GuardrailAssessment
        {
            TopicPolicy = findings.Topics.Count > 0
                ? new GuardrailTopicPolicyAssessment { Topics = findings.Topics }
                : null,
            ContentPolicy = findings.Filters.Count > 0
                ? new GuardrailContentPolicyAssessment { Filters = findings.Filters }
                : null,
            WordPolicy = findings.CustomWords.Count + findings.ManagedWords.Count > 0
                ? new GuardrailWordPolicyAssessment
                {
                    CustomWords = findings.CustomWords,
                    ManagedWordLists = findings.ManagedWords,
                }
                : null,
            SensitiveInformationPolicy = findings.Pii.Count + findings.Regexes.Count > 0
                ? new GuardrailSensitiveInformationPolicyAssessment
                {
                    PiiEntities = findings.Pii,
                    Regexes = findings.Regexes,
                }
                : null,
            ContextualGroundingPolicy = findings.Grounding.Count > 0
                ? new GuardrailContextualGroundingPolicyAssessment { Filters = findings.Grounding }
                : null,
            InvocationMetrics = new GuardrailInvocationMetrics
            {
                GuardrailProcessingLatency = milliseconds,
                Usage = Usage(checks, side, findings, size),
                GuardrailCoverage = Coverage(size),
            },
            AppliedGuardrailDetails = new AppliedGuardrailDetails
            {
                GuardrailId = checks.Id,
                GuardrailVersion = checks.Version,
                GuardrailArn = checks.Arn,
                GuardrailOrigin = [GuardrailOrigin.Request],
                GuardrailOwnership = GuardrailOwnership.Self,
            },
        };
    }

    /// <summary>How many text units of 1,000 characters each policy looked at.</summary>
    public static GuardrailUsage Usage(
        GuardrailChecks checks, GuardrailSide side, Findings findings, GuardedSize size)
    {
        var units = Units(size.Guarded);
        var counted = checks.Units(side);
        return new GuardrailUsage
        {
            TopicPolicyUnits = counted.Topics ? units : 0,
            ContentPolicyUnits = counted.Content ? units : 0,
            WordPolicyUnits = counted.Words ? units : 0,
            SensitiveInformationPolicyUnits = counted.Pii ? units : 0,
            SensitiveInformationPolicyFreeUnits = counted.Regexes ? units : 0,
            ContextualGroundingPolicyUnits = findings.Grounding.Count > 0 ? Units(size.Scored) : 0,
            ContentPolicyImageUnits = 0,
        };
    }

    /// <summary>How much of the content was looked at.</summary>
    public static GuardrailCoverage Coverage(GuardedSize size) => new()
    {
        TextCharacters = new GuardrailTextCharactersCoverage { Guarded = size.Guarded, Total = size.Total },
        Images = size.Images > 0 ? new GuardrailImageCoverage { Guarded = 0, Total = size.Images } : null,
    };

    private static int Units(int characters) => (characters + UnitCharacters - 1) / UnitCharacters;
}

/// <summary>How much was looked at.</summary>
/// <param name="Guarded">Characters that the policies looked at.</param>
/// <param name="Total">Characters of all content.</param>
/// <param name="Scored">Characters of source, question and answer of a grounding check.</param>
/// <param name="Images">Images, which are not looked at.</param>
internal readonly record struct GuardedSize(int Guarded, int Total, int Scored, int Images);

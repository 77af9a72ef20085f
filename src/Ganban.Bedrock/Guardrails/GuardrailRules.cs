using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using static Ganban.Contracts.ShapeJson;

namespace Ganban.Bedrock.Guardrails;

/// <summary>What holds for guardrails beyond the contract's constraints, and the form in which they are kept.</summary>
internal static class GuardrailRules
{
    private const double ThresholdMax = 0.99;

    /// <summary>Checks a request and makes the document to keep.</summary>
    /// <exception cref="ModelledException">A policy contradicts itself, or asks for what is not done here.</exception>
    public static GuardrailDocument Read(CreateGuardrailRequest request)
    {
        if (request.AutomatedReasoningPolicyConfig is not null)
        {
            throw GuardrailsErrors.NotImplemented("automatedReasoningPolicyConfig of guardrails");
        }

        var topics = Topics(request.TopicPolicyConfig);
        var content = Content(request.ContentPolicyConfig);
        var words = Words(request.WordPolicyConfig);
        var sensitive = Sensitive(request.SensitiveInformationPolicyConfig);
        var grounding = Grounding(request.ContextualGroundingPolicyConfig);
        if (topics is null && content is null && words is null && sensitive is null && grounding is null)
        {
            throw GuardrailsErrors.NoPolicy();
        }

        return new GuardrailDocument(
            request.Description,
            topics is null ? null : ShapeJson.Write(topics),
            content is null ? null : ShapeJson.Write(content),
            words is null ? null : ShapeJson.Write(words),
            sensitive is null ? null : ShapeJson.Write(sensitive),
            grounding is null ? null : ShapeJson.Write(grounding),
            request.CrossRegionConfig?.GuardrailProfileIdentifier,
            request.BlockedInputMessaging,
            request.BlockedOutputsMessaging,
            request.KmsKeyId,
            LastVersion: 0);
    }

    private static GuardrailTopicPolicy? Topics(GuardrailTopicPolicyConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        RefuseTwice("topicPolicyConfig.topicsConfig", config.TopicsConfig.Select(topic => topic.Name));
        return new GuardrailTopicPolicy
        {
            Topics = [.. config.TopicsConfig.Select(Same<GuardrailTopicConfig, GuardrailTopic>)],
            Tier = config.TierConfig is { } tier ? Same<GuardrailTopicsTierConfig, GuardrailTopicsTier>(tier) : null,
        };
    }

    private static GuardrailContentPolicy? Content(GuardrailContentPolicyConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        RefuseTwice("contentPolicyConfig.filtersConfig", config.FiltersConfig.Select(filter => filter.Type));
        foreach (var filter in config.FiltersConfig)
        {
            if (filter.Type == GuardrailContentFilterType.PromptAttack
                && filter.OutputStrength != GuardrailFilterStrength.None)
            {
                throw GuardrailsErrors.PromptAttackOutput();
            }

            if ((filter.InputModalities ?? []).Concat(filter.OutputModalities ?? []).Contains(GuardrailModality.Image))
            {
                throw GuardrailsErrors.NotImplemented("content filters for images");
            }
        }

        return new GuardrailContentPolicy
        {
            Filters = [.. config.FiltersConfig.Select(Same<GuardrailContentFilterConfig, GuardrailContentFilter>)],
            Tier = config.TierConfig is { } tier
                ? Same<GuardrailContentFiltersTierConfig, GuardrailContentFiltersTier>(tier)
                : null,
        };
    }

    private static GuardrailWordPolicy? Words(GuardrailWordPolicyConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        if (config.WordsConfig?.Any(word => string.IsNullOrWhiteSpace(PhraseText.Normal(word.Text))) == true)
        {
            throw GuardrailsErrors.EmptyWord();
        }

        return new GuardrailWordPolicy
        {
            Words = config.WordsConfig is { } words
                ? [.. words.Select(Same<GuardrailWordConfig, GuardrailWord>)]
                : null,
            ManagedWordLists = config.ManagedWordListsConfig is { } lists
                ? [.. lists.Select(Same<GuardrailManagedWordsConfig, GuardrailManagedWords>)]
                : null,
        };
    }

    private static GuardrailSensitiveInformationPolicy? Sensitive(GuardrailSensitiveInformationPolicyConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        var entities = config.PiiEntitiesConfig ?? [];
        RefuseTwice("sensitiveInformationPolicyConfig.piiEntitiesConfig", entities.Select(entity => entity.Type));
        var unknown = entities.Select(entity => entity.Type).Where(type => !PiiDetectors.Knows(type)).ToList();
        if (unknown.Count > 0)
        {
            throw GuardrailsErrors.NoDetector(unknown);
        }

        var regexes = config.RegexesConfig ?? [];
        RefuseTwice("sensitiveInformationPolicyConfig.regexesConfig", regexes.Select(regex => regex.Name));
        foreach (var regex in regexes)
        {
            try
            {
                UserPattern.Compile(regex.Pattern);
            }
            catch (ArgumentException exception)
            {
                throw GuardrailsErrors.BadPattern(regex.Name, exception);
            }
        }

        return new GuardrailSensitiveInformationPolicy
        {
            PiiEntities = config.PiiEntitiesConfig is null
                ? null
                : [.. entities.Select(Same<GuardrailPiiEntityConfig, GuardrailPiiEntity>)],
            Regexes = config.RegexesConfig is null
                ? null
                : [.. regexes.Select(Same<GuardrailRegexConfig, GuardrailRegex>)],
        };
    }

    private static GuardrailContextualGroundingPolicy? Grounding(GuardrailContextualGroundingPolicyConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        RefuseTwice("contextualGroundingPolicyConfig.filtersConfig", config.FiltersConfig.Select(filter => filter.Type));
        foreach (var filter in config.FiltersConfig)
        {
            if (filter.Threshold is not (>= 0 and <= ThresholdMax))
            {
                throw GuardrailsErrors.BadThreshold(filter.Type);
            }
        }

        return new GuardrailContextualGroundingPolicy
        {
            Filters =
            [
                .. config.FiltersConfig
                    .Select(Same<GuardrailContextualGroundingFilterConfig, GuardrailContextualGroundingFilter>),
            ],
        };
    }

    private static void RefuseTwice(string place, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
        {
            throw GuardrailsErrors.Twice(place, twice);
        }
    }
}

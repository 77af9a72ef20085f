using System.Globalization;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>
/// How a prompt router chooses. Amazon does not publish its predictor; this rule is ours, and can be computed by hand:
/// the difference of quality to expect is <c>100 × difficulty × (1 − price of the cheaper ÷ price of the dearer)</c>
/// per cent, by the catalog's output prices, and the cheaper model answers if it is at most the router's
/// responseQualityDifference. Without prices the fallback answers.
/// </summary>
/// <param name="Arn">What answers: the ARN of a model or of a profile.</param>
/// <param name="Difficulty">The prompt's difficulty, from 0 to 1.</param>
/// <param name="Difference">The expected difference in per cent; null without prices.</param>
/// <param name="Threshold">The most difference that the router accepts, in per cent.</param>
internal sealed record RoutingRule(string Arn, double Difficulty, double? Difference, double Threshold)
{
    /// <summary>The response header that tells how the choice came about.</summary>
    public const string Header = "x-ganban-routing";

    /// <summary>Chooses a model.</summary>
    /// <param name="router">The router.</param>
    /// <param name="models">Its models by their ARNs.</param>
    /// <param name="region">Whose prices count.</param>
    /// <param name="prompt">All text of the prompt.</param>
    public static RoutingRule Choose(
        PromptRouter router,
        IReadOnlyDictionary<string, CatalogModel> models,
        string region,
        string prompt)
    {
        var difficulty = PromptDifficulty.Of(prompt);
        var threshold = PerCent(router.ResponseQualityDifference);
        var priced = router.AllArns()
            .Select(arn => (Arn: arn, Price: models[arn].Prices?.OnDemandIn(region)?.OutputPer1KTokens))
            .OrderBy(model => model.Price)
            .ToList();
        if (priced is not [{ Price: { } cheap }, { Price: > 0 and { } dear }])
        {
            return new RoutingRule(router.FallbackArn, difficulty, Difference: null, threshold);
        }

        var difference = 100 * difficulty * (double)(1 - (cheap / dear));
        var choice = difference <= threshold ? priced[0].Arn : priced[1].Arn;
        return new RoutingRule(choice, difficulty, difference, threshold);
    }

    /// <summary>The choice in numbers.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"difficulty={Difficulty:F3}; difference={Difference?.ToString("F1", CultureInfo.InvariantCulture) ?? "unknown"}; threshold={Threshold:F1}");

    // The service takes 0 to 100, while its own listings and examples give fractions such as 0.26.
    private static double PerCent(double value) => value <= 1 ? 100 * value : value;
}

using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Costs;

/// <summary>What customising a model would have cost on Amazon Bedrock.</summary>
public static class CustomizationCost
{
    /// <summary>US dollars for training; null where the price is not known.</summary>
    /// <param name="price">The base model's prices.</param>
    /// <param name="tokens">Tokens of the training data.</param>
    /// <param name="images">Images of the training data.</param>
    /// <param name="epochs">How often all of it is seen.</param>
    public static decimal? Training(CustomizationPrice price, long tokens, long images, int epochs) =>
        (For(tokens, price.TrainPer1KTokens / 1000) + For(images, price.TrainPerImage)) * epochs;

    /// <summary>US dollars for keeping customised models; null where the price is not known.</summary>
    /// <param name="price">The base model's prices.</param>
    /// <param name="models">How many.</param>
    /// <param name="months">How long.</param>
    public static decimal? Storage(CustomizationPrice price, int models, decimal months) =>
        price.StorePerMonth * models * months;

    private static decimal? For(long count, decimal? each) => count == 0 ? 0 : count * each;
}

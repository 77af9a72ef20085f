using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>
/// The one public offer of a model: its on-demand prices. Nothing is sold here, so id and token are made of the
/// model's id alone and there are no legal or refund terms to show.
/// </summary>
internal static class ModelOffer
{
    public static string Token(CatalogModel model) =>
        Convert.ToBase64String(Digest($"offer token of {ModelAccessPolicy.AgreementId(model)}"));

    public static Offer Of(CatalogModel model, string region) => new()
    {
        OfferId = $"offer-{Convert.ToHexStringLower(Digest($"offer of {ModelAccessPolicy.AgreementId(model)}"))[..13]}",
        OfferToken = Token(model),
        TermDetails = new TermDetails
        {
            UsageBasedPricingTerm = new PricingTerm { RateCard = RateCard(model.Prices?.OnDemandIn(region)) },
            LegalTerm = new LegalTerm(),
            SupportTerm = new SupportTerm(),
        },
    };

    private static IReadOnlyList<DimensionalPriceRate> RateCard(OnDemandPrice? price) => price is null
        ? []
        :
        [
            .. Rate("InputTokenCount", price.InputPer1KTokens, "Input tokens", "1K tokens"),
            .. Rate("OutputTokenCount", price.OutputPer1KTokens, "Output tokens", "1K tokens"),
            .. Rate("CacheReadTokenCount", price.CacheReadPer1KTokens, "Tokens read from the cache", "1K tokens"),
            .. Rate("CacheWriteTokenCount", price.CacheWritePer1KTokens, "Tokens written to the cache", "1K tokens"),
            .. Rate("InputImageCount", price.PerInputImage, "Images in requests", "image"),
            .. price.PerOutputImage.SelectMany(
                image => Rate("OutputImageCount", image.Usd, ImageDescription(image), "image")),
            .. Rate("AudioSecondCount", price.PerAudioSecond, "Seconds of audio", "second"),
            .. Rate("VideoSecondCount", price.PerVideoSecond, "Seconds of video", "second"),
            .. Rate("QueryCount", price.PerQuery, "Reranking queries", "query"),
        ];

    private static IEnumerable<DimensionalPriceRate> Rate(
        string dimension, decimal? price, string description, string unit) => price is null
        ? []
        :
        [
            new DimensionalPriceRate
            {
                Dimension = dimension,
                Price = price.Value.ToString(CultureInfo.InvariantCulture),
                Description = description,
                Unit = unit,
            },
        ];

    private static string ImageDescription(ImagePrice image) =>
        string.Join(' ', new[] { "Images made", image.Resolution, image.Quality }.Where(part => part is not null));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

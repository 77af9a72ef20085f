using System.Globalization;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Tests.Costs;

/// <summary>What is priced otherwise than by tokens, by the catalog's own numbers.</summary>
public sealed class OtherCostTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Theory]
    [InlineData("amazon.titan-image-generator-v1", 512, 512, "standard", 1, "0.008")]
    [InlineData("amazon.titan-image-generator-v1", 768, 768, "standard", 2, "0.02")]
    [InlineData("amazon.titan-image-generator-v1", 1024, 1024, "premium", 5, "0.06")]
    [InlineData("amazon.titan-image-generator-v1", 2048, 2048, "premium", 1, null)]
    [InlineData("amazon.nova-canvas-v1:0", 2048, 2048, null, 1, "0.06")]
    [InlineData("stability.stable-diffusion-xl-v0", 512, 512, null, 1, "0.018")]
    [InlineData("stability.stable-diffusion-xl-v0", 1024, 1024, "premium", 1, "0.072")]
    public void Images_by_resolution_and_quality(
        string model, int width, int height, string? quality, int count, string? usd) => Assert.Equal(
            Number(usd),
            ImageCost.Of(
                Catalog.FindModel(model)!.Prices!.OnDemand!.PerOutputImage,
                new ImagesMade(count, width, height, quality)));

    [Theory]
    [InlineData("amazon.titan-text-express-v1", 1, 24, null, false, "492")]
    [InlineData("amazon.titan-text-express-v1", 2, 720, "OneMonth", false, "26496")]
    [InlineData("amazon.titan-text-express-v1", 1, 10, "SixMonths", false, "148")]
    [InlineData("amazon.titan-image-generator-v1", 1, 1, null, true, "23.4")]
    [InlineData("amazon.titan-image-generator-v1", 1, 1, null, false, null)]
    [InlineData("anthropic.claude-v2", 1, 100, "SixMonths", false, "3500")]
    public void Provisioned_throughput_by_units_hours_and_commitment(
        string model, int units, int hours, string? commitment, bool isCustom, string? usd) => Assert.Equal(
            Number(usd),
            ProvisionedCost.Of(Catalog.FindModel(model)!.Prices!, "us-east-1", units, hours, commitment, isCustom));

    [Fact]
    public void Customisation_by_tokens_seen_and_months_kept()
    {
        var express = Catalog.FindModel("amazon.titan-text-express-v1")!.Prices!.Customization!;
        var image = Catalog.FindModel("amazon.titan-image-generator-v1")!.Prices!.Customization!;

        Assert.Equal(24, CustomizationCost.Training(express, tokens: 1_000_000, images: 0, epochs: 3));
        Assert.Equal(0.5m, CustomizationCost.Training(image, tokens: 0, images: 100, epochs: 1));
        Assert.Null(CustomizationCost.Training(express, tokens: 0, images: 1, epochs: 1));
        Assert.Equal(11.7m, CustomizationCost.Storage(express, models: 2, months: 3));
    }

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// Makes records of what catalog files say about models. The keys are the records' names, in camel case.
/// </summary>
internal static class CatalogReader
{
    /// <summary>Reads a provider's file: its models in order, each followed by its variants.</summary>
    public static IReadOnlyList<CatalogModel> Models(CatalogFields file)
    {
        var provider = file.Text("provider");
        var models = file.Parts("models", fields => Model(fields, provider));
        return [.. models.SelectMany(model => model.Variants.Select(model.Expand).Prepend(model))];
    }

    /// <summary>Reads on-demand prices.</summary>
    public static OnDemandPrice OnDemand(CatalogFields fields) => new()
    {
        InputPer1KTokens = fields.Amount("inputPer1KTokens"),
        OutputPer1KTokens = fields.Amount("outputPer1KTokens"),
        CacheReadPer1KTokens = fields.Amount("cacheReadPer1KTokens"),
        CacheWritePer1KTokens = fields.Amount("cacheWritePer1KTokens"),
        CacheWrite1hPer1KTokens = fields.Amount("cacheWrite1hPer1KTokens"),
        PerInputImage = fields.Amount("perInputImage"),
        PerOutputImage = fields.Parts("perOutputImage", Image),
        PerAudioSecond = fields.Amount("perAudioSecond"),
        PerVideoSecond = fields.Amount("perVideoSecond"),
        PerQuery = fields.Amount("perQuery"),
    };

    private static CatalogModel Model(CatalogFields fields, string provider) => new()
    {
        Id = fields.Text("id"),
        Name = fields.Text("name"),
        Provider = provider,
        InputModalities = fields.TextsOrNull("inputModalities"),
        OutputModalities = fields.Texts("outputModalities"),
        Streaming = fields.Flag("streaming"),
        InferenceTypes = fields.TextsOrNull("inferenceTypes"),
        Customizations = fields.Texts("customizations"),
        NativeFormat = fields.Text("nativeFormat"),
        Lifecycle = fields.Part("lifecycle", Lifecycle),
        ContextTokens = fields.Count("contextTokens"),
        OutputTokensMax = fields.Count("outputTokensMax"),
        EmbeddingDimensions = fields.Count("embeddingDimensions"),
        PromptCacheTokensMin = fields.Count("promptCacheTokensMin"),
        Capabilities = fields.Texts("capabilities"),
        Languages = fields.Texts("languages"),
        UseCases = fields.Texts("useCases"),
        Regions = fields.Part("regions", Regions) ?? new ModelRegions(),
        Prices = fields.Part("prices", Prices),
        Variants = fields.Parts("variants", Variant),
        Sources = fields.Texts("sources"),
    };

    private static ModelLifecycle Lifecycle(CatalogFields fields) => new(fields.Text("status"), fields.Text("asOf"));

    private static ModelRegions Regions(CatalogFields fields) => new()
    {
        OnDemand = fields.Texts("onDemand"),
        ProfileOnly = fields.Texts("profileOnly"),
    };

    private static ModelVariant Variant(CatalogFields fields) => new(
        fields.Text("id"),
        fields.Texts("inferenceTypes"),
        fields.Texts("customizations"),
        Lifecycle: fields.Part("lifecycle", Lifecycle));

    private static ModelPrices Prices(CatalogFields fields) => new()
    {
        Source = fields.TextOrNull("source"),
        OnDemand = fields.Part("onDemand", OnDemand),
        Regional = fields.Parts("regional", Regional),
        Provisioned = fields.Part("provisioned", Hourly),
        Customization = fields.Part("customization", Customization),
        CustomModel = fields.Part("customModel", CustomModel),
    };

    private static ImagePrice Image(CatalogFields fields) => new(
        fields.TextOrNull("resolution"),
        fields.TextOrNull("quality"),
        fields.Amount("usd") ?? throw new FormatException("An image price has no 'usd'."));

    private static RegionalPrice Regional(CatalogFields fields) => new(
        fields.Text("region"),
        fields.Amount("inputPer1KTokens"),
        fields.Amount("outputPer1KTokens"),
        fields.Amount("oneMonthPerHour"),
        fields.Amount("sixMonthsPerHour"));

    private static HourlyPrice Hourly(CatalogFields fields) => new(
        fields.Amount("noCommitmentPerHour"),
        fields.Amount("oneMonthPerHour"),
        fields.Amount("sixMonthsPerHour"));

    private static CustomizationPrice Customization(CatalogFields fields) => new(
        fields.Amount("trainPer1KTokens"),
        fields.Amount("trainPerImage"),
        fields.Amount("storePerMonth"));

    private static CustomModelPrice CustomModel(CatalogFields fields) => new(
        fields.Parts("perOutputImage", Image),
        fields.Part("provisioned", Hourly));
}

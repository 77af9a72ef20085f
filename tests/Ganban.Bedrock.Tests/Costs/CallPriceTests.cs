using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Protocol.Callers;

namespace Ganban.Bedrock.Tests.Costs;

public sealed class CallPriceTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Fact]
    public void Tokens_of_every_kind_have_their_own_price()
    {
        var price = CallPrice.Of(Invocation(Haiku, "us-east-1", input: 1000, output: 1000, new CacheUse(1000, 1000)));

        Assert.Equal(0.00025m + 0.00125m + 0.000025m + 0.0003125m, price.Usd);
    }

    [Fact]
    public void What_is_kept_for_an_hour_has_a_price_of_its_own()
    {
        var invocation = Invocation(
            "anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1", input: 0, output: 0, new CacheUse(0, 1000));
        Assert.Equal(0.00125m, CallPrice.Of(invocation).Usd);

        invocation.Notes.KeepsCacheForHour = true;
        Assert.Equal(0.002m, CallPrice.Of(invocation).Usd);
    }

    [Fact]
    public void Images_and_queries_are_priced_in_place_of_tokens()
    {
        var drawn = Invocation("amazon.nova-canvas-v1:0", "us-east-1", input: null, output: null);
        drawn.Notes.Images = new ImagesMade(3, 1024, 1024, "standard");
        Assert.Equal(0.18m, CallPrice.Of(drawn).Usd);

        var ranked = Invocation("cohere.rerank-v3-5:0", "us-east-1", input: 50, output: null);
        ranked.Notes.Queries = 4;
        Assert.Equal(0.008m, CallPrice.Of(ranked).Usd);
    }

    [Theory]
    [InlineData("ca-central-1", "0.00104", "ca-central-1")]
    [InlineData("eu-north-1", "0.0009", null)]
    public void A_regions_own_price_holds_where_it_is_known(string region, string usd, string? priced)
    {
        var price = CallPrice.Of(Invocation(Llama, region, input: 1000, output: 1000));

        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), price.Usd);
        Assert.Equal(priced, price.Region);
    }

    [Fact]
    public void A_price_that_is_not_known_is_not_zero()
    {
        var unpriced = Catalog.Models.First(
            model => model.Prices?.OnDemand is null && model.Prices?.Regional is not { Count: > 0 });

        Assert.Null(CallPrice.Of(Invocation(unpriced.Id, "us-east-1", input: 5, output: 5)).Usd);
        Assert.Null(CallPrice.Of(Invocation(Haiku, "us-east-1", input: 0, output: 0)).Usd);
        Assert.Null(CallPrice.Of(Invocation(Llama, "us-east-1", input: 5, output: 5, new CacheUse(32, 0))).Usd);
    }

    [Theory]
    [InlineData("amazon.titan-image-generator-v2:0", 3, 512, 512, "standard", "0.024")]
    [InlineData("stability.stable-diffusion-xl-v1", 1, 1344, 768, "premium", "0.08")]
    [InlineData("stability.stable-diffusion-xl-v0", 1, 512, 512, "standard", "0.018")]
    [InlineData("stability.stable-diffusion-xl-v0", 2, 1024, 512, "standard", "0.072")]
    [InlineData("stability.stable-diffusion-xl-v0", 1, null, null, "standard", null)]
    public void Images_are_priced_by_number_size_and_quality(
        string model, int count, int? width, int? height, string quality, string? usd)
    {
        var invocation = Invocation(model, "us-east-1", input: null, output: null);
        invocation.Notes.Images = new ImagesMade(count, width, height, quality);

        Assert.Equal(usd, CallPrice.Of(invocation).Usd?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_price_of_an_image_in_the_catalog_can_be_read()
    {
        var prices = Catalog.Models.SelectMany(model => model.Prices?.OnDemand?.PerOutputImage ?? []).ToList();

        Assert.NotEmpty(prices);
        Assert.All(prices, price => Assert.True(
            ImageCost.Of([price], new ImagesMade(1, 512, 512, price.Quality?.Split(' ')[0])) == price.Usd
            || price.Resolution?[0] == '>'));
    }

    [Fact]
    public void A_record_of_a_batch_costs_half()
    {
        var record = Invocation(Haiku, "us-east-1", input: 1000, output: 1000);
        record.Notes.IsBatch = true;

        Assert.Equal((0.00025m + 0.00125m) / 2, CallPrice.Of(record).Usd);
    }

    [Fact]
    public void What_was_refused_costs_nothing()
    {
        var refused = Invocation(Haiku, "us-east-1", input: null, output: null) with
        {
            Error = new ModelledException("ThrottlingException", 429, "No."),
        };

        Assert.Equal(0, CallPrice.Of(refused).Usd);
    }

    private static FinishedInvocation Invocation(
        string model, string region, int? input, int? output, CacheUse? cache = null)
    {
        var notes = new InvocationNotes { Model = Catalog.FindModel(model), Engine = "ganban-2" };
        notes.Add(new ChatStep.Started(input, cache));
        if (output is not null)
        {
            notes.Add(new ChatStep.Text("Good", output));
        }

        return new FinishedInvocation
        {
            Operation = "Converse",
            Caller = new Caller("123456789012", region, "arn:aws:iam::123456789012:root"),
            RequestId = "00000000-0000-0000-0000-000000000000",
            At = DateTimeOffset.UnixEpoch,
            Took = TimeSpan.FromSeconds(1),
            ModelId = model,
            Notes = notes,
        };
    }
}

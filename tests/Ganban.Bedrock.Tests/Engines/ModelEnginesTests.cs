using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Tests.Engines;

public sealed class ModelEnginesTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();
    private static readonly CatalogModel Haiku = Catalog.FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;
    private static readonly CatalogModel Titan = Catalog.FindModel("amazon.titan-embed-text-v2:0")!;

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("*", "", true)]
    [InlineData("anthropic.*", "anthropic.claude", true)]
    [InlineData("ANTHROPIC.*", "anthropic.claude", true)]
    [InlineData("anthropic.*", "us.anthropic.claude", false)]
    [InlineData("*:0", "claude-v1:0", true)]
    [InlineData("*:0", "claude-v1:1", false)]
    [InlineData("a*b*c", "a1b2b3c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("a*b*b*c", "abc", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "axb", false)]
    public void A_star_stands_for_any_characters(string pattern, string modelId, bool matches) =>
        Assert.Equal(matches, new ModelPattern(pattern).Matches(modelId));

    [Fact]
    public void The_pattern_that_says_most_wins_whatever_the_order()
    {
        var engines = new ModelEngines(
        [
            Bind("*", "all"), Bind("anthropic.*", "maker"), Bind(Haiku.Id, "one"), Bind("*haiku*", "short"), Bind("anthropic.claude-3*", "family"),
        ]);

        Assert.Equal("one", engines.Text(Haiku).Name);
        Assert.Equal("family", engines.Text(Haiku with { Id = "anthropic.claude-3-opus" }).Name);
        Assert.Equal("maker", engines.Text(Haiku with { Id = "anthropic.claude-2" }).Name);
        Assert.Equal("short", engines.Text(Haiku with { Id = "other.haiku" }).Name);
        Assert.Equal("all", engines.Text(Titan).Name);
    }

    [Fact]
    public void An_engine_is_passed_over_for_what_it_cant_do()
    {
        var engines = new ModelEngines([Bind("*", "all"), Bind("*", "later"), Bind("amazon.*", "text-only", embeds: false)]);

        Assert.Equal("text-only", engines.Text(Titan).Name);
        Assert.Equal("all", engines.Embedding(Titan).Name);
    }

    [Fact]
    public void An_imported_model_is_its_own_engine_whatever_the_patterns_say()
    {
        var own = new ModelEngines([Bind("*", "all")]).Text(Titan) with { Name = "own" };
        var engines = new ModelEngines([Bind("*", "all")]) { Imported = _ => own };
        var imported = Titan with { Id = "imported-model/abcdefghij12", ImportedFile = "a.gguf" };

        Assert.Equal("own", engines.Text(imported).Name);
        Assert.Null(engines.TextBinding(imported));
        Assert.Equal("all", engines.Text(Titan).Name);
    }

    [Fact]
    public void A_model_without_an_engine_is_told_by_name()
    {
        var error = Assert.ThrowsAny<ModelledException>(() => new ModelEngines([Bind("amazon.*", "a")]).Text(Haiku));

        Assert.Equal("ServiceUnavailableException", error.Code);
        Assert.Contains(Haiku.Id, error.Message, StringComparison.Ordinal);
    }

    private static EngineBinding Bind(string pattern, string name, bool embeds = true) => new(
        new ModelPattern(pattern),
        new Engine(
            name,
            "",
            new TextEngine(name, null!),
            embeds ? new EmbeddingEngine(name, new LexicalEmbeddingGenerator()) : null));
}

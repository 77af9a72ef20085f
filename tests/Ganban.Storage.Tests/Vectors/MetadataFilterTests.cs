using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>What the conditions on metadata mean.</summary>
public sealed class MetadataFilterTests
{
    private static readonly Dictionary<string, JsonElement> Cat =
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
        """{"animal":"cat","year":2020,"tame":true,"likes":["fish","milk"]}""")!;

    [Theory]
    [InlineData("animal", MetadataComparison.Equal, "\"cat\"", true)]
    [InlineData("animal", MetadataComparison.Equal, "\"Cat\"", false)]
    [InlineData("year", MetadataComparison.Equal, "2020.0", true)]
    [InlineData("year", MetadataComparison.Equal, "\"2020\"", false)]
    [InlineData("tame", MetadataComparison.Equal, "true", true)]
    [InlineData("tame", MetadataComparison.Equal, "false", false)]
    [InlineData("absent", MetadataComparison.Equal, "1", false)]
    [InlineData("animal", MetadataComparison.NotEqual, "\"dog\"", true)]
    [InlineData("animal", MetadataComparison.NotEqual, "\"cat\"", false)]
    [InlineData("absent", MetadataComparison.NotEqual, "\"cat\"", true)]
    [InlineData("year", MetadataComparison.Greater, "2019", true)]
    [InlineData("year", MetadataComparison.Greater, "2020", false)]
    [InlineData("year", MetadataComparison.GreaterOrEqual, "2020", true)]
    [InlineData("year", MetadataComparison.Less, "2020.5", true)]
    [InlineData("year", MetadataComparison.LessOrEqual, "2019", false)]
    [InlineData("animal", MetadataComparison.Greater, "1", false)]
    [InlineData("absent", MetadataComparison.Less, "1", false)]
    [InlineData("animal", MetadataComparison.In, "[\"dog\",\"cat\"]", true)]
    [InlineData("year", MetadataComparison.In, "[1,2]", false)]
    [InlineData("animal", MetadataComparison.NotIn, "[\"dog\"]", true)]
    [InlineData("animal", MetadataComparison.NotIn, "[\"cat\"]", false)]
    [InlineData("absent", MetadataComparison.NotIn, "[\"cat\"]", true)]
    [InlineData("animal", MetadataComparison.StartsWith, "\"ca\"", true)]
    [InlineData("animal", MetadataComparison.StartsWith, "\"at\"", false)]
    [InlineData("animal", MetadataComparison.StringContains, "\"at\"", true)]
    [InlineData("likes", MetadataComparison.StringContains, "\"is\"", true)]
    [InlineData("year", MetadataComparison.StringContains, "\"20\"", false)]
    [InlineData("likes", MetadataComparison.ListContains, "\"milk\"", true)]
    [InlineData("likes", MetadataComparison.ListContains, "\"mil\"", false)]
    [InlineData("animal", MetadataComparison.ListContains, "\"cat\"", false)]
    public void An_attribute_is_compared(string key, MetadataComparison comparison, string value, bool holds) =>
        Assert.Equal(holds, Matches(new MetadataFilter.Attribute(key, comparison, Json(value))));

    [Fact]
    public void Conditions_are_put_together()
    {
        var cat = new MetadataFilter.Attribute("animal", MetadataComparison.Equal, Json("\"cat\""));
        var dog = cat with { Value = Json("\"dog\"") };
        Assert.True(Matches(new MetadataFilter.Any([dog, new MetadataFilter.All([cat, cat])])));
        Assert.False(Matches(new MetadataFilter.All([cat, new MetadataFilter.Any([dog, dog])])));
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static bool Matches(MetadataFilter filter) =>
        filter.Matches(key => Cat.TryGetValue(key, out var value) ? value : null);
}

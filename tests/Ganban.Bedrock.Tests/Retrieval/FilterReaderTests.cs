using Ganban.Contracts;
using System.Text.Json;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Tests.Retrieval;

public sealed class FilterReaderTests
{
    [Theory]
    [InlineData("equals", "\"a\"", MetadataComparison.Equal)]
    [InlineData("notEquals", "true", MetadataComparison.NotEqual)]
    [InlineData("greaterThan", "1", MetadataComparison.Greater)]
    [InlineData("greaterThanOrEquals", "1", MetadataComparison.GreaterOrEqual)]
    [InlineData("lessThan", "1", MetadataComparison.Less)]
    [InlineData("lessThanOrEquals", "1.5", MetadataComparison.LessOrEqual)]
    [InlineData("in", "[\"a\",1]", MetadataComparison.In)]
    [InlineData("notIn", "[\"a\"]", MetadataComparison.NotIn)]
    [InlineData("startsWith", "\"a\"", MetadataComparison.StartsWith)]
    [InlineData("stringContains", "\"a\"", MetadataComparison.StringContains)]
    [InlineData("listContains", "\"a\"", MetadataComparison.ListContains)]
    public void Every_operator_of_the_contract_is_read(string name, string value, MetadataComparison comparison)
    {
        var read = Read("{\"" + name + "\":{\"key\":\"k\",\"value\":" + value + "}}");
        var attribute = Assert.IsType<MetadataFilter.Attribute>(read);
        Assert.Equal(("k", comparison), (attribute.Key, attribute.Comparison));
    }

    [Theory]
    [InlineData("""{"equals":{"key":"k","value":null}}""", "p.filter.equals.value")]
    [InlineData("""{"equals":{"key":"k","value":{}}}""", "p.filter.equals.value")]
    [InlineData("""{"greaterThan":{"key":"k","value":"1"}}""", "p.filter.greaterThan.value")]
    [InlineData("""{"in":{"key":"k","value":"a"}}""", "p.filter.in.value")]
    [InlineData("""{"startsWith":{"key":"k","value":1}}""", "p.filter.startsWith.value")]
    [InlineData(
        """{"andAll":[{"equals":{"key":"k","value":1}},{"in":{"key":"k","value":[[]]}}]}""",
        "p.filter.andAll.2.member.in.value")]
    public void A_value_of_the_wrong_type_is_refused_with_its_place(string filter, string place) => Assert.Contains(
        place, Assert.Throws<ValidationException>(() => Read(filter)).Message, StringComparison.Ordinal);

    [Fact]
    public void Filters_may_not_nest_without_end()
    {
        const string Leaf = """{"equals":{"key":"k","value":1}}""";
        var deep = Enumerable.Range(0, 30).Aggregate(Leaf, (inner, _) => "{\"orAll\":[" + inner + "," + Leaf + "]}");
        Assert.Throws<ValidationException>(() => Read(deep));
    }

    private static MetadataFilter? Read(string json) => FilterReader.Read(
        ShapeJson.Read<RetrievalFilter>(JsonDocument.Parse(json).RootElement), "p");
}

using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Flows.Graph;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class FlowPathTests
{
    private static readonly JsonElement Data = JsonSerializer.Deserialize<JsonElement>(
        """{"a":{"b":[10,{"c":"deep"}]},"odd name":1,"材料":"粘土","n":null,"":2}""");

    [Theory]
    [InlineData("$.data.a.b[0]", "10")]
    [InlineData("$.data.a.b[1].c", "\"deep\"")]
    [InlineData("$.data['a']['b'][1]['c']", "\"deep\"")]
    [InlineData("$.data[\"odd name\"]", "1")]
    [InlineData("$.data.材料", "\"粘土\"")]
    [InlineData("$.data['']", "2")]
    [InlineData("$.data.n", "null")]
    [InlineData("$.data.a.b[2]", null)]
    [InlineData("$.data.a[0]", null)]
    [InlineData("$.data.missing.b", null)]
    public void An_expression_finds_a_part(string text, string? expected)
    {
        Assert.True(FlowPath.TryParse(text, out var path, out _));
        Assert.Equal(expected, path.Find(Data)?.GetRawText());
    }

    [Theory]
    [InlineData("data")]
    [InlineData("$.other")]
    [InlineData("$.data.")]
    [InlineData("$.data..a")]
    [InlineData("$.data[")]
    [InlineData("$.data[x]")]
    [InlineData("$.data[-1]")]
    [InlineData("$.data[99999999999]")]
    [InlineData("$.data['a]")]
    [InlineData("$.dataset")]
    public void What_is_no_expression_is_refused(string text)
    {
        Assert.False(FlowPath.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var pieces = Gen.Elements("$.data", ".", "a", "b", "[", "]", "0", "'", "\"", "材", " ", "-", "\\");
        Prop.ForAll(pieces.ListOf().Select(list => "$.data" + string.Concat(list)).ToArbitrary(), text =>
            FlowPath.TryParse(text, out var path, out var problem)
                ? path.IsWhole == (text == "$.data") && (!path.IsWhole || path.Find(Data) is not null)
                : problem.Length > 0).QuickCheckThrowOnFailure();
    }
}

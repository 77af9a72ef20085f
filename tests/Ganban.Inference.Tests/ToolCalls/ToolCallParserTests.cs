using Ganban.Inference.ToolCalls;

namespace Ganban.Inference.Tests.ToolCalls;

public sealed class ToolCallParserTests
{
    private const string Hermes =
        "Wait.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}\\\"]\"}}\n</tool_call>\n"
        + "<tool_call>\n{\"name\": \"g\", \"arguments\": {}}\n</tool_call>";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Text_before_a_call_flows_on_and_calls_come_whole_however_the_text_is_cut(int size)
    {
        var parser = new ToolCallParser(ToolCallFormat.Hermes);

        var said = string.Concat(Hermes.Chunk(size).Select(part => parser.Add(new string(part)))) + parser.Complete();

        Assert.Equal("Wait.\n", said);
        Assert.Equal(["f", "g"], parser.Calls.Select(c => c.Name));
        Assert.Equal("}\"]", parser.Calls[0].Arguments["a"]!.GetValue<string>());
        Assert.False(parser.EndsInsideCall);
    }

    [Fact]
    public void Text_without_a_call_is_held_back_only_while_it_may_become_one()
    {
        var parser = new ToolCallParser(ToolCallFormat.Hermes);

        Assert.Equal("a ", parser.Add("a <to"));
        Assert.Equal("<too b", parser.Add("o b"));
        Assert.Equal("", parser.Add("<tool_"));
        Assert.Equal("<tool_", parser.Complete());
    }

    [Fact]
    public void A_half_call_is_dropped()
    {
        var parser = new ToolCallParser(ToolCallFormat.Hermes);

        Assert.Equal("", parser.Add("<tool_call>\n{\"name\": \"f\", \"argu") + parser.Complete());
        Assert.Empty(parser.Calls);
        Assert.True(parser.EndsInsideCall);
    }

    [Fact]
    public void What_looked_like_a_call_and_is_none_is_text()
    {
        var parser = new ToolCallParser(ToolCallFormat.Hermes);

        var said = parser.Add("<tool_call>{\"a\": 1}") + parser.Add(" b") + parser.Complete();

        Assert.Equal("<tool_call>{\"a\": 1} b", said);
    }

    [Fact]
    public void The_same_call_twice_is_reported_once()
    {
        var parser = new ToolCallParser(ToolCallFormat.Hermes);
        parser.Add("<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": 1, \"b\": 2}}</tool_call>");
        parser.Add("<tool_call>{\"name\": \"f\", \"arguments\": {\"b\":2,\"a\":1}}</tool_call>");

        Assert.Single(parser.Calls);
    }

    [Fact]
    public void Where_the_trigger_is_a_control_token_text_that_spells_it_means_nothing()
    {
        const string Call = "\n{\"name\": \"f\", \"arguments\": {}}\n";
        var parser = new ToolCallParser(ToolCallFormat.Hermes, triggerIsToken: true);

        Assert.Equal("<tool_call>" + Call, parser.Add("<tool_call>" + Call));
        Assert.Empty(parser.Calls);
        parser.AddToken("<tool_call>");
        Assert.Equal("", parser.Add(Call));
        Assert.Single(parser.Calls);
    }

    [Fact]
    public void Mistral_writes_a_list_of_calls()
    {
        var parser = new ToolCallParser(ToolCallFormat.Mistral);

        const string Calls = "{\"name\": \"f\", \"arguments\": {}}, {\"name\": \"g\", \"arguments\": {}}";
        Assert.Equal("", parser.Add("[TOOL_CALLS][" + Calls + "]"));
        Assert.Equal(["f", "g"], parser.Calls.Select(c => c.Name));
    }

    [Theory]
    [InlineData("{\"name\": \"f\", \"parameters\": {\"a\": 1}}", 1, "")]
    [InlineData("See {\"name\": \"f\", \"parameters\": {}}", 0, "See {\"name\": \"f\", \"parameters\": {}}")]
    [InlineData("{\"x\": 1}", 0, "{\"x\": 1}")]
    public void Llama_calls_by_nothing_but_json(string text, int calls, string said)
    {
        var parser = new ToolCallParser(ToolCallFormat.Llama);

        Assert.Equal(said, string.Concat(text.Select(c => parser.Add(c.ToString()))) + parser.Complete());
        Assert.Equal(calls, parser.Calls.Count);
    }
}

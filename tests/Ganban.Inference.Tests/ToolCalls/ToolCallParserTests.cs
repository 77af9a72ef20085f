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
        var parser = new ToolCallParser(ToolCallFormat.Hermes, name => name == "<tool_call>");

        Assert.Equal("<tool_call>" + Call, parser.Add("<tool_call>" + Call));
        Assert.Empty(parser.Calls);
        Assert.Equal("", parser.AddToken("<tool_call>"));
        Assert.Equal("", parser.Add(Call));
        Assert.Single(parser.Calls);
    }

    [Theory]
    [InlineData("mistral-named", "[TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g[CALL_ID]abc123def[ARGS]{}")]
    [InlineData("llama", "{\"name\": \"f\", \"parameters\": {\"a\": 1}}; {\"name\": \"g\", \"parameters\": {}}")]
    [InlineData(
        "granite",
        "<|tool_call|>[{\"name\":\"f\",\"arguments\":{\"a\":1}},{\"name\":\"g\",\"arguments\":{}}]")]
    [InlineData(
        "functools",
        "functools[{\"name\": \"f\", \"arguments\": {\"a\": 1}}, {\"name\": \"g\", \"arguments\": {}}]")]
    [InlineData(
        "command-r",
        "Action: ```json\n[{\"tool_name\": \"f\", \"parameters\": {\"a\": 1}},\n"
            + "{\"tool_name\": \"g\", \"parameters\": {}}]```")]
    [InlineData(
        "command-r7",
        "<|START_ACTION|>[\n {\"tool_call_id\": \"0\", \"tool_name\": \"f\", \"parameters\": {\"a\": 1}},\n"
            + " {\"tool_call_id\": \"1\", \"tool_name\": \"g\", \"parameters\": {}}]<|END_ACTION|>")]
    [InlineData(
        "deepseek-3",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": 1}\n```"
            + "<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>g\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    [InlineData(
        "deepseek-3.1",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>f<｜tool▁sep｜>{\"a\": 1}<｜tool▁call▁end｜>"
            + "<｜tool▁call▁begin｜>g<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    public void Each_familys_own_calls_are_understood_however_the_text_is_cut(string name, string text)
    {
        foreach (var size in (int[])[1, 2, 7, 1000])
        {
            var parser = new ToolCallParser(TestFormats.ByName[name]);

            var said = string.Concat(text.Chunk(size).Select(part => parser.Add(new string(part)))) + parser.Complete();

            Assert.Equal("", said);
            Assert.Equal(["f", "g"], parser.Calls.Select(c => c.Name));
            Assert.Equal("{\"a\":1}", parser.Calls[0].Arguments.ToJsonString());
            Assert.False(parser.EndsInsideCall);
        }
    }

    [Theory]
    [InlineData("mistral-named", "[TOOL_CALLS] no call at all")]
    [InlineData("mistral-named", "[TOOL_CALLS]f[ARGS]none")]
    [InlineData("command-r", "Action: I will [go] {away}")]
    [InlineData("command-r", "Action!")]
    [InlineData("functools", "functools are tools[] {\"a\": 1}")]
    [InlineData("granite", "<|tool_call|>[{\"name\": 1, \"arguments\": {}}]")]
    [InlineData("hermes", "<tool_call>{\"name\": \"f\", \"arguments\": {}, \"name\": \"g\"}")]
    [InlineData("deepseek-3.1", "<｜tool▁calls▁begin｜>none")]
    public void Text_that_only_looks_like_a_call_comes_out_whole(string name, string text)
    {
        var parser = new ToolCallParser(TestFormats.ByName[name]);

        var said = string.Concat(text.Select(c => parser.Add(c.ToString())));

        // A name without an end may still become a call.
        Assert.Equal(parser.EndsInsideCall ? "" : text, said + parser.Complete());
        Assert.Empty(parser.Calls);
    }

    [Theory]
    [InlineData("{{ tools }}<tool_call>", "hermes")]
    [InlineData("{{ tools }}[TOOL_CALLS]", "mistral")]
    [InlineData("{{ tools }}[TOOL_CALLS]{{ name }}[ARGS]", "mistral-named")]
    [InlineData("{{ tools }}{\"name\": n, \"parameters\": p}", "llama")]
    [InlineData("{{ tools }}<|tool_call|>", "granite")]
    [InlineData("{{ tools }}functools[", "functools")]
    [InlineData("{{ tools }}Action: [{\"tool_name\": n, \"parameters\": p}]", "command-r")]
    [InlineData("{{ tools }}<|START_ACTION|>", "command-r7")]
    [InlineData("{{ tool_calls }}<｜tool▁calls▁begin｜>```json", "deepseek-3")]
    [InlineData("{{ tool_calls }}<｜tool▁calls▁begin｜>", "deepseek-3.1")]
    public void The_format_follows_from_the_template(string template, string name) =>
        Assert.Same(TestFormats.ByName[name], ToolCallFormat.Detect(template));

    [Fact]
    public void A_template_without_tools_has_no_format() =>
        Assert.Null(ToolCallFormat.Detect("{{ messages }}<tool_call>"));

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

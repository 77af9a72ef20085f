using System.Text.Json.Nodes;
using Ganban.Inference.Constraints;
using Ganban.Inference.Tokenizers;
using Ganban.Inference.Tests.ToolCalls;
using Ganban.Inference.ToolCalls;

namespace Ganban.Inference.Tests.Constraints;

public sealed class ToolCallConstraintTests
{
    private static readonly Tokenizer Tokenizer = TestVocabulary.Tokenizer();
    private static readonly ConstraintVocabulary Vocabulary = new(Tokenizer, ToolCallFormat.Marks);

    private static readonly OfferedTool[] Tools =
    [
        new("get", JsonNode.Parse("""{"properties":{"q":{"type":"string","maxLength":4}},"required":["q"]}""")),
        new("get_more", JsonNode.Parse("""{"type":"object","properties":{"n":{"type":"integer"}}}""")),
        new("stop", null),
    ];

    public static TheoryData<string> Formats => [.. TestFormats.ByName.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_call_parses_and_names_an_offered_tool_with_its_required_arguments(string name)
    {
        var format = TestFormats.ByName[name];
        var calls = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var constraint = new ToolCallConstraint(
                Vocabulary, format, Tools, seed % 2 == 0 ? ToolCallMode.Required : ToolCallMode.Auto, callsMax: 3);
            var (text, finished) = new RandomModel(Tokenizer, seed).Run(
                constraint, 120, token => token is "<tool_call>" ? 1 : token is "</s>" or "<|im_end|>" ? -1 : 0);
            var parser = new ToolCallParser(format);
            var said = parser.Add(text) + parser.Complete();
            if (finished && seed % 2 == 0)
            {
                Assert.Equal("", said);
                Assert.NotEmpty(parser.Calls);
            }

            calls += parser.Calls.Count;
            Assert.All(parser.Calls, AssertIsOffered);
        }

        Assert.InRange(calls, 20, 200);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Calls_written_in_a_format_can_be_generated_and_are_read_back_as_they_were(string name)
    {
        var format = TestFormats.ByName[name];
        ParsedToolCall[] calls =
        [
            new("get", new JsonObject { ["q"] = "a\"山😀" }),
            new("get_more", new JsonObject { ["n"] = -12 }),
            new("stop", new JsonObject { ["list"] = new JsonArray(1, "}]", null) }),
        ];
        var text = format.Trigger + format.Open + string.Join(format.Separator, calls.Select(c =>
            c.Name + format.Middle + System.Text.Encoding.UTF8.GetString(JsonText.Bytes(c.Arguments)) + format.Close))
            + format.End;
        string[] marks = [.. ToolCallFormat.Marks.Where(m => text.Contains(m, StringComparison.Ordinal))];

        foreach (var tokenizer in (Tokenizer[])[TestVocabulary.ByteLevel(), TestVocabulary.ByteLevel(marks)])
        {
            var constraint = new ToolCallConstraint(
                new ConstraintVocabulary(tokenizer, ToolCallFormat.Marks), format, Tools, ToolCallMode.Auto);
            var parser = new ToolCallParser(
                format, mark => tokenizer.TryGetToken(mark, out var token) && tokenizer.IsControl(token));
            var said = "";
            var decoder = new StreamingDetokenizer(tokenizer);
            foreach (var token in Write(constraint, text, tokenizer))
            {
                said += tokenizer.IsControl(token)
                    ? parser.Add(decoder.Flush()) + parser.AddToken(tokenizer.TokenName(token))
                    : parser.Add(decoder.Add(token));
            }

            Assert.Equal("", said + parser.Add(decoder.Flush()) + parser.Complete());
            Assert.Equal(
                calls.Select(c => (c.Name, c.Arguments.ToJsonString())),
                parser.Calls.Select(c => (c.Name, c.Arguments.ToJsonString())));
        }
    }

    [Fact]
    public void Only_the_named_tool_can_be_called_when_it_is_the_only_one_given()
    {
        var constraint = new ToolCallConstraint(Vocabulary, ToolCallFormat.Hermes, [Tools[1]], ToolCallMode.Required);

        var (text, _) = new RandomModel(Tokenizer, 1).Run(constraint, 40);

        Assert.StartsWith("<tool_call>\n{\"name\": \"get_more\", \"arguments\": {", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Free_text_takes_any_token_until_a_call_begins()
    {
        var constraint = new ToolCallConstraint(Vocabulary, ToolCallFormat.Hermes, Tools, ToolCallMode.Auto);
        var logits = new float[Tokenizer.VocabularySize];
        constraint.Apply(logits);
        Assert.All(logits, l => Assert.True(float.IsFinite(l)));

        Assert.True(Tokenizer.TryGetToken("<tool_call>", out var mark));
        constraint.Accept(mark);
        constraint.Apply(logits);
        Assert.False(float.IsFinite(logits[Tokenizer.EosToken!.Value]));
        Assert.False(float.IsFinite(logits[mark]));
    }

    [Fact]
    public void A_call_that_repeats_an_earlier_one_ends_the_turn()
    {
        const string Call = "<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call>";
        var constraint = new ToolCallConstraint(Vocabulary, ToolCallFormat.Hermes, Tools, ToolCallMode.Auto);

        Write(constraint, Call + "\n" + Call.Replace("{}", "{\"a\": 1}", StringComparison.Ordinal));
        Assert.False(constraint.IsFinished);
        Write(constraint, "\n" + Call);

        Assert.True(constraint.IsFinished);
    }

    [Fact]
    public void A_mark_that_is_plain_text_in_the_vocabulary_is_found_across_tokens()
    {
        var metadata = TestVocabulary.Metadata();
        var kinds = (int[])metadata["tokenizer.ggml.token_type"];
        kinds[5] = kinds[6] = (int)TokenKind.Normal;
        var tokenizer = Tokenizer.FromMetadata(new(metadata));
        var constraint = new ToolCallConstraint(
            new ConstraintVocabulary(tokenizer, ToolCallFormat.Marks), ToolCallFormat.Hermes, Tools, ToolCallMode.Auto);

        foreach (var piece in (string[])["a <tool_call", ">"])
        {
            foreach (var value in System.Text.Encoding.UTF8.GetBytes(piece))
            {
                constraint.Accept(TestVocabulary.Control.Length + value);
            }
        }

        var logits = new float[tokenizer.VocabularySize];
        constraint.Apply(logits);
        Assert.Equal(["<0x0A>", "\n{\"", "\n"], Enumerable.Range(0, logits.Length)
            .Where(t => float.IsFinite(logits[t])).Select(tokenizer.TokenName));
    }

    [Fact]
    public void A_turn_without_a_call_is_held_to_the_schema_of_the_answer()
    {
        var answer = JsonNode.Parse("""{"enum":["yes","no"]}""");
        for (var seed = 0; seed < 20; seed++)
        {
            var constraint = new ToolCallConstraint(
                Vocabulary, ToolCallFormat.Hermes, [Tools[0]], ToolCallMode.Auto, callsMax: 1, answer);
            var (text, _) = new RandomModel(Tokenizer, seed).Run(constraint, 200);
            var calls = text.StartsWith("<tool_call>\n{\"name\": \"get\"", StringComparison.Ordinal);
            Assert.True(calls || text is "\"yes\"" or "\"no\"", text);
        }
    }

    [Fact]
    public void Schemas_of_all_tools_together_may_cost_so_much()
    {
        var values = new JsonArray([.. Enumerable.Range(0, 6000).Select(i => JsonValue.Create(i))]);
        var value = new JsonObject { ["enum"] = values };
        var schema = new JsonObject { ["properties"] = new JsonObject { ["v"] = value } };
        OfferedTool[] tools = [.. Enumerable.Range(0, 200).Select(i => new OfferedTool($"t{i}", schema))];

        var fault = Assert.Throws<JsonSchemaException>(
            () => new ToolCallConstraint(Vocabulary, ToolCallFormat.Hermes, tools, ToolCallMode.Auto));

        Assert.Contains("steps", fault.Message, StringComparison.Ordinal);
        _ = new ToolCallConstraint(Vocabulary, ToolCallFormat.Hermes, tools[..20], ToolCallMode.Auto);
    }

    private static IReadOnlyList<int> Write(ToolCallConstraint constraint, string text, Tokenizer? by = null)
    {
        var tokenizer = by ?? Tokenizer;
        var logits = new float[tokenizer.VocabularySize];
        var tokens = tokenizer.Encode(text, parseSpecial: true);
        foreach (var token in tokens)
        {
            Array.Clear(logits);
            constraint.Apply(logits);
            Assert.True(float.IsFinite(logits[token]), tokenizer.TokenName(token));
            constraint.Accept(token);
        }

        return tokens;
    }

    private static void AssertIsOffered(ParsedToolCall call)
    {
        switch (call.Name)
        {
            case "get":
                Assert.InRange(call.Arguments["q"]!.GetValue<string>().EnumerateRunes().Count(), 0, 4);
                break;
            case "get_more":
                Assert.All(call.Arguments, a => Assert.True(a.Value!.AsValue().TryGetValue(out long _)));
                break;
            default:
                Assert.Equal("stop", call.Name);
                break;
        }
    }
}

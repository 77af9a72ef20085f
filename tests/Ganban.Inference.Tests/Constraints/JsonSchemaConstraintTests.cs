using System.Text.Json.Nodes;
using Ganban.Inference.Constraints;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Constraints;

public sealed class JsonSchemaConstraintTests
{
    private static readonly Tokenizer Tokenizer = TestVocabulary.Tokenizer();
    private static readonly ConstraintVocabulary Vocabulary = new(Tokenizer);

    [Fact]
    public void Whatever_the_model_wants_the_text_parses_and_satisfies_the_schema()
    {
        var finished = 0;
        for (var seed = 0; seed < 250; seed++)
        {
            var schema = new RandomSchema(seed).Next();
            var (text, isFinished) = new RandomModel(Tokenizer, seed)
                .Run(new JsonSchemaConstraint(Vocabulary, schema), tokensMax: 150);
            if (isFinished)
            {
                finished++;
                Assert.True(SchemaChecker.Holds(schema, JsonNode.Parse(text), schema), $"{text}\n{schema}");
            }
        }

        Assert.InRange(finished, 150, 250);
    }

    [Fact]
    public void Tokens_that_hold_parts_of_characters_are_put_together_to_text_that_parses()
    {
        var tokenizer = TestVocabulary.ByteLevel();
        var vocabulary = new ConstraintVocabulary(tokenizer);
        var finished = 0;
        for (var seed = 0; seed < 120; seed++)
        {
            var schema = new RandomSchema(seed).Next();
            var (text, isFinished) = new RandomModel(tokenizer, seed)
                .Run(new JsonSchemaConstraint(vocabulary, schema), tokensMax: 150);
            if (isFinished)
            {
                finished++;
                Assert.DoesNotContain('\uFFFD', text);
                Assert.True(SchemaChecker.Holds(schema, JsonNode.Parse(text), schema), $"{text}\n{schema}");
            }
        }

        Assert.InRange(finished, 60, 120);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 9)]
    [InlineData(0, 2000)]
    [InlineData(5, int.MaxValue)]
    public void What_a_mask_allows_is_what_the_grammar_takes(int lengthMin, int lengthMax)
    {
        // Strings have masks made in advance; each must say what a walk over the token's bytes says.
        var tokenizer = TestVocabulary.ByteLevel();
        var vocabulary = new ConstraintVocabulary(tokenizer);
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = lengthMin, ["maxLength"] = lengthMax };
        var constraint = new JsonSchemaConstraint(vocabulary, schema);
        var cursor = new GrammarCursor(
            vocabulary, [JsonSchemaConstraint.ValueOf(SchemaCompiler.Compile(schema), new EndState())]);
        var random = new Random(lengthMax);
        var logits = new float[tokenizer.VocabularySize];
        for (var step = 0; step < 40 && !constraint.IsFinished; step++)
        {
            Array.Clear(logits);
            constraint.Apply(logits);
            for (var token = 0; token < logits.Length; token++)
            {
                var states = cursor.States;
                foreach (var value in vocabulary.BytesOf(token))
                {
                    states = GrammarCursor.Step(states, value);
                }

                var takes = vocabulary.BytesOf(token).Length > 0 ? states.Count > 0
                    : tokenizer.IsEndOfGeneration(token) && cursor.CanEnd;
                Assert.True(takes == float.IsFinite(logits[token]), $"{step}: {tokenizer.TokenName(token)}");
            }

            var allowed = Enumerable.Range(0, logits.Length).Where(t => float.IsFinite(logits[t])).ToList();
            var chosen = allowed[random.Next(allowed.Count)];
            constraint.Accept(chosen);
            foreach (var value in vocabulary.BytesOf(chosen))
            {
                cursor.Advance(value);
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\\n\\u00e9 山😀\"")]
    [InlineData("""{"type":"object"}""", "{\"a\": [1, -0.5e+3, {\"b\":null}],\"c\":true}")]
    [InlineData("""{"type":"integer"}""", "-120")]
    [InlineData("""{"enum":["😀\n\"","é"]}""", "\"😀\\n\\\"\"")]
    [InlineData("""{"type":"integer","minimum":7,"maximum":120}""", "7")]
    [InlineData("""{"type":"integer","minimum":7,"maximum":120}""", "120")]
    [InlineData("""{"type":"integer","minimum":-15,"exclusiveMaximum":-9}""", "-10")]
    [InlineData("""{"type":"integer","minimum":0.5}""", "1")]
    [InlineData("""{"type":"integer","maximum":1e300}""", "999999999999999999")]
    [InlineData("""{"enum":["ab","abc",1,12]}""", "12")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"const":2}},"required":["b"]}""", "{\"b\":2,\"a\":\"\"}")]
    [InlineData(
        """{"allOf":[{"$ref":"#/$defs/x"},{"required":["b"]}],"$defs":{"x":{"properties":{"b":{"type":"boolean"}}}}}""",
        "{\"b\":true}")]
    [InlineData("""{"type":"array","items":{"type":"null"},"maxItems":2}""", "[null, null]")]
    [InlineData("""{"properties":{"q\"t":{"type":"null"}}}""", "{\"q\\\"t\":null}")]
    [InlineData("""{"properties":{"q\"t":{"type":"null"}},"additionalProperties":true}""", "{\"q\\\"t\":null}")]
    [InlineData(
        """{"properties":{"ab":{"const":1}},"additionalProperties":{"const":2}}""", "{\"abc\":2,\"ab\":1,\"a\":2}")]
    [InlineData(
        """{"required":["a234567890b234567890c234567890d234567890e234567890f234567890g234567890"]}""",
        "{\"a234567890b234567890c234567890d234567890e234567890f234567890g234567890\":1}")]
    public void Text_that_satisfies_the_schema_can_be_written(string schema, string text)
    {
        Assert.True(Accepts(schema, text));
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"")]
    [InlineData("""{"type":"string"}""", "\"a\nb\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"ab\"")]
    [InlineData("""{"type":"string","minLength":2}""", "\"a\"")]
    [InlineData("""{"type":"integer"}""", "01")]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer","minimum":7,"maximum":120}""", "6")]
    [InlineData("""{"type":"integer","minimum":7,"maximum":120}""", "121")]
    [InlineData("""{"type":"integer","minimum":7,"maximum":120}""", "-7")]
    [InlineData("""{"type":"integer","minimum":-15,"exclusiveMaximum":-9}""", "-9")]
    [InlineData("""{"type":"integer","minimum":0}""", "-0")]
    [InlineData("""{"type":"integer"}""", "1000000000000000000")]
    [InlineData("""{"enum":["ab","abc",1,12]}""", "\"a\"")]
    [InlineData("""{"properties":{"b":{"const":2}},"required":["b"]}""", "{}")]
    [InlineData("""{"properties":{"b":{"const":2}}}""", "{\"c\":2}")]
    [InlineData("""{"type":"object"}""", "{\"a\":1,\"a\":2}")]
    [InlineData("""{"type":"object"}""", "{\"a\":1,}")]
    [InlineData("""{"type":"object"}""", "{ \"a\":1}")]
    [InlineData("""{"type":"array","minItems":1}""", "[]")]
    [InlineData("""{"properties":{"a":{"const":1}},"additionalProperties":{"const":2}}""", "{\"a\":2}")]
    [InlineData("""{"properties":{"a":{"const":1}},"additionalProperties":{"const":2}}""", "{\"a\":1,\"a\":2}")]
    [InlineData("""{"properties":{"q\"t":{"type":"null"}},"additionalProperties":true}""", "{\"q\\\":1}")]
    public void Text_that_breaks_the_schema_can_not(string schema, string text)
    {
        Assert.False(Accepts(schema, text));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("""{"enum":[]}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"$ref":"#/$defs/none"}""")]
    [InlineData("""{"$ref":"other.json"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"array","minItems":-1}""")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""")]
    [InlineData("""{"type":"integer","minimum":"3"}""")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":1}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#"}},"required":["a"]}""")]
    [InlineData("""{"properties":[]}""")]
    public void A_schema_that_no_value_satisfies_or_that_is_malformed_is_refused(string schema)
    {
        Assert.Throws<JsonSchemaException>(() => new JsonSchemaConstraint(Vocabulary, JsonNode.Parse(schema)));
    }

    [Fact]
    public void An_object_of_hundreds_of_properties_has_each_of_them_once()
    {
        var wide = Wide(300);
        wide["required"] = Names(300);
        var schema = wide.ToJsonString();
        string[] names = [.. Names(300).Select(n => (string)n!)];
        static string Text(IEnumerable<string> keys) =>
            "{" + string.Join(",", keys.Select(k => $"\"{k}\":null")) + "}";

        Assert.True(Accepts(schema, Text(Enumerable.Reverse(names))));
        Assert.False(Accepts(schema, Text(names.Skip(1))));
        Assert.False(Accepts(schema, Text(names.Append("p7"))));
        Assert.False(Accepts(schema, Text(names.SkipLast(1).Append("p300"))));
    }

    [Fact]
    public void A_schema_that_would_cost_too_much_is_refused()
    {
        foreach (var (schema, expected) in new (JsonObject Schema, string Expected)[]
        {
            (Wide(1001), "more than 1000 properties"),
            (new() { ["required"] = Names(1001) }, "more than 1000 properties"),
            (
                new() { ["anyOf"] = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => Wide(1000))]) },
                "together more than 20000"),
            (new() { ["allOf"] = new JsonArray(Reference("#")) }, "nested deeper"),
            (new() { ["type"] = "object", ["anyOf"] = new JsonArray(Reference("#")) }, "nested deeper"),
            (Doubling(8), "steps"),
            (
                new()
                {
                    ["allOf"] = Many(60_000, () => new JsonObject { ["properties"] = new JsonObject() }),
                    ["anyOf"] = Many(150, () => []),
                },
                "steps"),
            (Chain(600), "nest deeper than 500"),
        })
        {
            var fault = Assert.Throws<JsonSchemaException>(() => SchemaCompiler.Compile(schema));
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        }
    }

    private static JsonArray Many(int count, Func<JsonObject> make) =>
        new([.. Enumerable.Range(0, count).Select(_ => make())]);

    [Fact]
    public void The_flattest_value_of_a_schema_is_found_through_any_chain_of_references()
    {
        Assert.Equal(401, SchemaCompiler.Compile(Chain(400)).DepthMin);
        var schema = Chain(400);
        schema["$defs"]!["d200"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(schema["$defs"]!["d200"]!.DeepClone(), new JsonObject { ["type"] = "null" }),
        };
        Assert.Equal(201, SchemaCompiler.Compile(schema).DepthMin);
    }

    [Fact]
    public void A_schema_that_refers_to_itself_as_an_alternative_is_followed()
    {
        Assert.True(Accepts("""{"anyOf":[{"$ref":"#"},{"const":1}]}""", "1"));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.True(Accepts("{}", new string('[', 24) + new string(']', 24)));
        Assert.False(Accepts("{}", new string('[', 25) + new string(']', 25)));
    }

    [Fact]
    public void A_vocabulary_that_can_not_spell_json_is_refused()
    {
        var metadata = TestVocabulary.Metadata();
        var tokens = (string[])metadata["tokenizer.ggml.tokens"];
        tokens[Array.IndexOf(tokens, "<0x7B>")] = "<0x7C>";
        var tokenizer = Tokenizer.FromMetadata(new(metadata));

        var fault = Assert.Throws<ArgumentException>(() => new ConstraintVocabulary(tokenizer));
        Assert.Contains("'{'", fault.Message, StringComparison.Ordinal);
    }

    private static JsonObject Reference(string pointer) => new() { ["$ref"] = pointer };

    private static JsonArray Names(int count) =>
        new JsonArray([.. Enumerable.Range(0, count).Select(i => JsonValue.Create($"p{i}"))]);

    /// <summary>An object of so many properties that may be anything.</summary>
    private static JsonObject Wide(int count) => new()
    {
        ["properties"] = new JsonObject(Names(count).Select(n => KeyValuePair.Create((string)n!, (JsonNode?)true))),
    };

    /// <summary>Fixed values of the wrong type, in alternatives that are twice as many with each reference.</summary>
    private static JsonObject Doubling(int times)
    {
        var definitions = new JsonObject { ["a0"] = new JsonObject() };
        for (var i = 1; i <= times; i++)
        {
            definitions[$"a{i}"] = new JsonObject
            {
                ["anyOf"] = new JsonArray(Reference($"#/$defs/a{i - 1}"), Reference($"#/$defs/a{i - 1}")),
            };
        }

        return new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(i => JsonValue.Create(i))]),
            ["anyOf"] = new JsonArray(Reference($"#/$defs/a{times}")),
            ["$defs"] = definitions,
        };
    }

    /// <summary>Objects each of which must have the one before it, all told of by the outermost.</summary>
    private static JsonObject Chain(int length)
    {
        var properties = new JsonObject();
        var definitions = new JsonObject { ["d0"] = new JsonObject { ["const"] = 1 } };
        for (var i = 1; i <= length; i++)
        {
            properties[$"p{i}"] = Reference($"#/$defs/d{i}");
            definitions[$"d{i}"] = new JsonObject
            {
                ["properties"] = new JsonObject { ["x"] = Reference($"#/$defs/d{i - 1}") },
                ["required"] = new JsonArray("x"),
            };
        }

        return new JsonObject
        {
            ["properties"] = properties,
            ["required"] = new JsonArray($"p{length}"),
            ["$defs"] = definitions,
        };
    }

    /// <summary>Writes text with whatever tokens it encodes to, as a model would.</summary>
    private static bool Accepts(string schema, string text)
    {
        var constraint = new JsonSchemaConstraint(Vocabulary, JsonNode.Parse(schema));
        var logits = new float[Tokenizer.VocabularySize];
        foreach (var token in Tokenizer.Encode(text, parseSpecial: false))
        {
            Array.Clear(logits);
            constraint.Apply(logits);
            if (!float.IsFinite(logits[token]))
            {
                return false;
            }

            constraint.Accept(token);
        }

        Array.Clear(logits);
        constraint.Apply(logits);
        return constraint.IsFinished || float.IsFinite(logits[Tokenizer.EosToken!.Value]);
    }
}

using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Agents.OpenApi;

namespace Ganban.Bedrock.Tests.Agents;

public sealed class OpenApiReaderTests
{
    private const string Stock = """
        {
          "openapi": "3.0.0",
          "info": { "title": "Stock", "version": "1" },
          "paths": {
            "/stock/{material}": {
              "parameters": [ { "$ref": "#/components/parameters/Material" },
                { "name": "unit", "in": "query", "schema": { "type": "string", "enum": ["kg", "piece"] } } ],
              "get": {
                "operationId": "get_stock", "description": "Tells the stock of a material.",
                "parameters": [ { "name": "unit", "in": "query", "required": true, "schema": { "type": "integer",
                  "minimum": 0, "exclusiveMinimum": true, "nullable": true } } ],
                "responses": { "200": { "description": "ok" } }
              },
              "post": {
                "operationId": "order", "description": "Orders a material.", "x-requireConfirmation": "ENABLED",
                "requestBody": { "content": { "text/plain": {}, "application/json": { "schema": {
                  "allOf": [ { "$ref": "#/components/schemas/Order" },
                    { "type": "object", "properties": { "note": { "type": "string" } }, "required": ["note"] } ] } } } }
              }
            }
          },
          "components": {
            "parameters": { "Material": { "name": "material", "in": "path", "required": true,
              "description": "Its name.", "schema": { "type": "string" } } },
            "schemas": {
              "Order": { "type": "object", "required": ["amount"], "properties": {
                "amount": { "type": "number", "description": "How much." },
                "to": { "$ref": "#/components/schemas/Address" } } },
              "Address": { "type": "object", "properties": { "city": { "type": "string" } }, "xml": { "name": "a" } }
            }
          }
        }
        """;

    private const string StockYaml = """
        openapi: 3.0.0
        paths:
          /stock:
            get:
              operationId: get_stock
              description: |
                Tells the stock.
              parameters:
              - {name: material, in: query, required: yes, schema: {type: string}}
              - name: least
                in: query
                required: true
                schema: {type: number, minimum: 1.5, maximum: 1e3, default: "12"}
              responses:
                '200': {description: ok}
        """;

    [Fact]
    public void Parameters_of_path_and_operation_and_members_of_the_body_become_values()
    {
        var operations = OpenApiReader.Read(Stock);
        Assert.Equal(
            [("GET", "/stock/{material}", "get_stock", false), ("POST", "/stock/{material}", "order", true)],
            operations.Select(operation =>
                (operation.Method, operation.Path, operation.OperationId!, operation.NeedsConfirmation)));
        Assert.Equal("Tells the stock of a material.", operations[0].Description);

        var (material, unit) = (operations[0].Parameters[0], operations[0].Parameters[1]);
        Assert.Equal(("material", "string", true), (material.Name, material.Type, material.IsRequired));
        Assert.Equal("""{"type":"string","description":"Its name."}""", material.Schema.GetRawText());
        Assert.Equal("""{"type":"integer","exclusiveMinimum":0}""", unit.Schema.GetRawText());
        Assert.False(operations[1].Parameters[1].IsRequired);

        Assert.Equal("application/json", operations[1].BodyType);
        Assert.Equal(
            [("amount", "number", true), ("to", "object", false), ("note", "string", true)],
            operations[1].Body.Select(value => (value.Name, value.Type, value.IsRequired)));
        Assert.Equal(
            """{"type":"object","properties":{"city":{"type":"string"}}}""", operations[1].Body[1].Schema.GetRawText());
    }

    [Fact]
    public void A_schema_in_YAML_is_read_like_one_in_JSON()
    {
        var operation = Assert.Single(OpenApiReader.Read(StockYaml));
        Assert.Equal(("get_stock", "Tells the stock.\n"), (operation.OperationId, operation.Description));
        Assert.Equal([false, true], operation.Parameters.Select(value => value.IsRequired)); // YAML 1.2: yes is text
        Assert.Equal(
            """{"type":"number","minimum":1.5,"maximum":1000,"default":"12"}""",
            operation.Parameters[1].Schema.GetRawText());
    }

    [Theory]
    [InlineData("", "empty or no object")]
    [InlineData("[]", "no object")]
    [InlineData("{", "no JSON")]
    [InlineData("a: [", "line")]
    [InlineData("a: &x 1\nb: *x", "anchors")]
    [InlineData("a: 1\na: 2", "occurs twice")]
    [InlineData("""{"openapi":"3.0.0","info":{"title":["\ud800"]}}""", "surrogate")]
    [InlineData("""{"openapi":"3.0.0","\udc00":1}""", "surrogate")]
    [InlineData("""{"openapi":"3.1.0"}""", "openapi: ")]
    [InlineData("""{"openapi":"3.0.1"}""", "paths: ")]
    [InlineData("""{"openapi":"3.0.1","paths":{}}""", "no operation")]
    [InlineData("""{"openapi":"3.0.1","paths":{"a":{}}}""", "paths.a: ")]
    [InlineData("""{"openapi":"3.0.1","paths":{"/a":{"get":{"description":"d"}}}}""", "paths./a.get.operationId: ")]
    [InlineData(
        """{"openapi":"3.0.1","paths":{"/a":{"get":{"description":"d","operationId":"a b"}}}}""", "operationId: ")]
    [InlineData("""{"openapi":"3.0.1","paths":{"/a":{"get":{"operationId":"a"}}}}""", "paths./a.get.description: ")]
    [InlineData(
        """
        {"openapi":"3.0.1","paths":{"/a":{"get":{"operationId":"a","description":"d"},
         "put":{"operationId":"a","description":"d"}}}}
        """,
        "occurs twice")]
    public void What_is_wrong_is_told_with_its_place(string text, string complaint) =>
        AssertRefused(text, complaint);

    [Theory]
    [InlineData("""{"$ref":"#/components/schemas/A"}""", "contains itself")]
    [InlineData("""{"$ref":"#/components/schemas/Nowhere"}""", "not in the document")]
    [InlineData("""{"$ref":"https://example.com/a.json"}""", "begin with #/")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "must be an object")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"]}}}""", "has no lists of types")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","required":true}}}""", "list of the names")]
    [InlineData("""{"oneOf":[{"type":"object"}]}""", "oneOf")]
    [InlineData("""{"$ref":"#/components/schemas/Wide0"}""", "parts")]
    public void A_body_that_is_no_bounded_object_is_refused(string schema, string complaint)
    {
        // Each of these names the next one ten times.
        var wide = string.Concat(Enumerable.Range(0, 9).Select(i =>
            $"\"Wide{i}\":{{\"type\":\"object\",\"properties\":{{{string.Join(",", Enumerable.Range(0, 10).Select(j =>
                $"\"m{j}\":{{\"$ref\":\"#/components/schemas/Wide{i + 1}\"}}"))}}}}},"));
        var text = """
            {"openapi":"3.0.0","paths":{"/a":{"post":{"operationId":"a","description":"d","requestBody":{"content":
            {"application/json":{"schema":SCHEMA}}}}}},"components":{"schemas":{
            "A":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/B"}}},
            "B":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}},
            WIDE "Wide9":{"type":"string"}}}}
            """
            .Replace("SCHEMA", schema, StringComparison.Ordinal)
            .Replace("WIDE", wide, StringComparison.Ordinal);
        AssertRefused(text, complaint);
    }

    [Fact]
    public void A_long_text_that_is_meant_many_times_is_refused()
    {
        var members = string.Join(
            ',', Enumerable.Range(0, 30).Select(number => $"\"m{number}\":{{\"$ref\":\"#/components/schemas/Long\"}}"));
        var parameters = string.Join(',', Enumerable.Repeat("{\"$ref\":\"#/components/parameters/Long\"}", 30));
        foreach (var operation in new[]
        {
            """ "requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{MEMBERS}}}}} """
                .Replace("MEMBERS", members, StringComparison.Ordinal),
            $"\"parameters\":[{parameters}]",
        })
        {
            var text = """
                {"openapi":"3.0.0","paths":{"/a":{"post":{"operationId":"a","description":"d",OPERATION}}},"components":{
                "parameters":{"Long":{"name":"long","in":"query","description":"TEXT","schema":{"type":"string"}}},
                "schemas":{"Long":{"type":"string","description":"TEXT"}}}}
                """
                .Replace("OPERATION", operation, StringComparison.Ordinal)
                .Replace("TEXT", new string('x', 100_000), StringComparison.Ordinal);
            AssertRefused(text, "put in place the schema has more than 2000000 characters");
        }
    }

    [Fact]
    public void A_damaged_schema_is_read_or_refused_with_a_reason()
    {
        foreach (var whole in new[] { Stock, StockYaml })
        {
            var damage = Gen.Choose(0, whole.Length - 1)
                .Two()
                .Zip(Gen.Elements("", "null", "1", "{", "]", "\"", "$ref", ": ", "- ", "\n", "#/components/schemas/Order"))
                .ToArbitrary();
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(damage, one =>
            {
                var ((from, length), piece) = one;
                var text = whole[..from] + piece + whole[Math.Min(whole.Length, from + (length % 20))..];
                try
                {
                    return OpenApiReader.Read(text).Count > 0;
                }
                catch (OpenApiException e)
                {
                    return e.Message.Length > 0;
                }
            }));
        }
    }

    [Fact]
    public void JSON_read_as_YAML_is_the_same_JSON()
    {
        // Halves of surrogate pairs are no text in YAML, and its keys are at most 1,024 characters long.
        var texts = Gen.ArrayOf(Gen.Choose(0x20, 0xD7FF).Select(code => (char)code), 20)
            .Select(characters => new string(characters));
        var leaves = Gen.OneOf(
            texts.Select(text => JsonSerializer.Serialize(text)),
            Gen.Choose(-1_000_000, 1_000_000).Select(number => JsonSerializer.Serialize(number)),
            Gen.Choose(-1_000_000, 1_000_000).Select(number => JsonSerializer.Serialize(number / 1024d)),
            Gen.Elements("null", "true", "false"));
        var values = Values(leaves, texts, 3).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(values, json =>
        {
            using var expected = JsonDocument.Parse(json);
            var read = YamlJson.Read(json, depthMax: 10, nodesMax: 10_000);
            using var actual = JsonDocument.Parse(read?.ToJsonString() ?? "null");
            return JsonElement.DeepEquals(expected.RootElement, actual.RootElement);
        }));
    }

    private static void AssertRefused(string text, string complaint)
    {
        var refusal = Assert.Throws<OpenApiException>(() => OpenApiReader.Read(text));
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
    }

    private static Gen<string> Values(Gen<string> leaves, Gen<string> names, int depth) => depth == 0
        ? leaves
        : Gen.OneOf(
            leaves,
            Gen.ArrayOf(Values(leaves, names, depth - 1), 3).Select(items => $"[{string.Join(", ", items)}]"),
            Gen.ArrayOf(names.Zip(Values(leaves, names, depth - 1)), 3).Select(members =>
                "{" + string.Join(", ", members
                    .DistinctBy(member => member.Item1)
                    .Select(member => $"{JsonSerializer.Serialize(member.Item1)}: {member.Item2}")) + "}"));
}

using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.ContractSamples;

namespace Ganban.Contracts.Tests;

public sealed class RoundTripTests
{
    private const int Seed = 20260101;
    private const int ValuesPerShape = 5;

    public static TheoryData<string> Services => [.. ServiceFacts.LoadAll().Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_shape_is_written_as_it_was_read(string name)
    {
        var service = ServiceFacts.LoadAll().Single(service => service.Name == name);
        var random = new Random(Seed);
        var shapes = Shapes(service).ToArray();
        Assert.NotEmpty(shapes);
        foreach (var (shape, type) in shapes)
        {
            for (var i = 0; i < ValuesPerShape; i++)
            {
                var sample = new ShapeSample(service, random, optional: i * 0.25).Value(shape.Name);
                var json = sample.ToJsonString();

                var written = RoundTrip(type, json);

                Assert.True(JsonNode.DeepEquals(sample, JsonNode.Parse(written)), $"{shape.Name} (seed {Seed})\nread:    {json}\nwritten: {written}");
                Assert.Equal(written, RoundTrip(type, written));
                AssertSorted(written, shape);
            }
        }
    }

    [Fact]
    public void Text_is_written_without_escapes_that_json_does_not_ask_for()
    {
        var written = RoundTrip(typeof(BedrockRuntime.Message), """{"role":"user","content":[{"text":"\u5ca9\u76e4 <&'+>\"\\\n\u0001"}]}""");

        Assert.Equal("""{"content":[{"text":"岩盤 <&'+>\"\\\n\u0001"}],"role":"user"}""", written);
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("0.1")]
    public void Floats_are_written_with_the_digits_they_have_and_by_name_where_json_has_none(string number)
    {
        var json = $$"""{"temperature":{{number}}}""";

        Assert.Equal(json, RoundTrip(typeof(BedrockRuntime.InferenceConfiguration), json));
    }

    private static void AssertSorted(string written, ShapeFacts shape)
    {
        using var document = JsonDocument.Parse(written);
        var names = document.RootElement.EnumerateObject().Select(member => member.Name).ToArray();
        Assert.True(names.SequenceEqual(names.Order(StringComparer.Ordinal)), $"{shape.Name} writes {string.Join(", ", names)}");
    }

    private static IEnumerable<(ShapeFacts Shape, Type Type)> Shapes(ServiceFacts service)
    {
        var space = "Ganban.Contracts." + service.Name.Replace("-", "", StringComparison.Ordinal);
        var facts = service.Shapes.Values.ToDictionary(shape => char.ToUpperInvariant(shape.Name[0]) + shape.Name[1..]);
        return typeof(Contract).Assembly.GetTypes()
            .Where(type => string.Equals(type.Namespace, space, StringComparison.OrdinalIgnoreCase))
            .Where(type => type.GetInterfaces().Any(
                face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IShape<>)
                && face.GetGenericArguments()[0] == type))
            .Select(type => (facts[type.Name], type));
    }

    private static string RoundTrip(Type type, string json) => (string)typeof(RoundTripTests)
        .GetMethod(nameof(RoundTripOf), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type)
        .Invoke(null, [json])!;

    private static string RoundTripOf<T>(string json)
        where T : class, IShape<T>
    {
        var problems = new ReadProblems();
        var bytes = Encoding.UTF8.GetBytes(json);
        var value = ShapeReader.Parse<T>(bytes, problems)!;
        var missing = new Violations();
        problems.MoveTo(missing, bytes);
        Assert.True(missing.Count == 0, missing.Message);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            value.Write(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}

using System.Reflection;
using System.Text.Json.Nodes;
using Ganban.Inference.ChatTemplates;

namespace Ganban.Inference.Tests.ChatTemplates;

/// <summary>
/// Compares with goldens.json, which make_goldens.py beside it writes with the reference implementation.
/// </summary>
public sealed class ChatTemplateGoldenTests
{
    public static TheoryData<string> Templates =>
        ["ganban", "llama", "qwen", "mistral", "hermes", "gemma", "phi", "language"];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_renders_as_the_reference_implementation_renders_it(string name)
    {
        var template = ChatTemplate.Parse(Resource(name + ".jinja"));
        var goldens = JsonNode.Parse(Resource("goldens.json"))!.AsObject();
        foreach (var conversation in JsonNode.Parse(Resource("cases.json"))!.AsArray())
        {
            var prompt = new ChatPrompt
            {
                Messages = conversation!["messages"]!.AsArray(),
                Tools = conversation["tools"]?.AsArray(),
                AddGenerationPrompt = conversation["add_generation_prompt"]?.GetValue<bool>() ?? true,
                BosToken = "<s>",
                EosToken = "</s>",
                Now = new DateTimeOffset(2024, 7, 6, 9, 5, 3, TimeSpan.Zero),
            };
            var rendered = string.Concat(template.Render(prompt).Select(s => s.Text));
            Assert.Equal(goldens[$"{name}/{conversation["name"]}"]!.GetValue<string>(), rendered);
        }
    }

    [Fact]
    public void Every_construct_of_the_language_renders_as_the_reference_implementation_renders_it()
    {
        var goldens = JsonNode.Parse(Resource("goldens.json"))!.AsObject();
        var prompt = new ChatPrompt
        {
            Messages = JsonNode.Parse(Resource("cases.json"))!.AsArray()[^1]!["messages"]!.DeepClone().AsArray(),
            Now = new DateTimeOffset(2024, 7, 6, 9, 5, 3, TimeSpan.Zero),
        };
        foreach (var source in JsonNode.Parse(Resource("expressions.json"))!.AsArray())
        {
            var template = source!.GetValue<string>();

            var rendered = string.Concat(ChatTemplate.Parse(template).Render(prompt).Select(s => s.Text));

            Assert.Equal((template, goldens[template]!.GetValue<string>()), (template, rendered));
        }
    }

    [Fact]
    public void A_damaged_template_renders_or_is_refused_but_never_fails_otherwise()
    {
        var limits = new ChatTemplateLimits { StepsMax = 20_000, OutputLengthMax = 100_000 };
        var conversation = JsonNode.Parse(Resource("cases.json"))!.AsArray()[^1]!;
        var prompt = new ChatPrompt
        {
            Messages = conversation["messages"]!.AsArray(),
            Tools = conversation["tools"]!.AsArray(),
        };
        string[] sources = [Resource("language.jinja"), Resource("qwen.jinja"), Resource("hermes.jinja")];
        string[] pieces =
            ["{{", "}}", "{%", "%}", "-", "|", "(", "]", "'", "items", " is ", "none", "9", "**", "loop", "[::0]"];
        var random = new Random(11);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var source = sources[i % sources.Length];
            for (var j = random.Next(3); j >= 0; j--)
            {
                var at = random.Next(source.Length);
                var cut = Math.Min(random.Next(6), source.Length - at);
                source = source[..at] + pieces[random.Next(pieces.Length)] + source[(at + cut)..];
            }

            try
            {
                ChatTemplate.Parse(source, limits).Render(prompt);
            }
            catch (ChatTemplateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2999);
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ChatTemplates/Goldens/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using Ganban.Inference.ChatTemplates;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Data;
using Ganban.Training.Tests.Files;

namespace Ganban.Training.Tests.Data;

public sealed class ExampleFileTests
{
    [Fact]
    public void A_text_has_its_begin_and_end_and_tokens_are_taken_as_they_are()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(
            path, "{\"text\": \"AB\"}\n\n{\"tokens\": [5, 6], \"weights\": [0, 0.5]}\n");
        var tokenizer = Tokenizer.FromMetadata(new GgufMetadata(TinyTokenizer.Metadata()));
        var examples = ExampleFile.Read(path, tokenizer, template: null);
        File.Delete(path);

        Assert.Equal(2, examples.Count);
        var text = examples[0];
        Assert.Equal((1, 2), (text.Tokens[0], text.Tokens[^1]));
        Assert.Equal("AB", tokenizer.Decode(text.Tokens[1..^1]).Trim());
        Assert.Equal([0f, .. Enumerable.Repeat(1f, text.Tokens.Length - 1)], text.Weights);
        Assert.Equal([5, 6], examples[1].Tokens);
        Assert.Equal([0, 0.5f], examples[1].Weights);
    }

    [Fact]
    public void Of_a_conversation_what_the_assistant_says_counts_to_the_end_of_its_turn()
    {
        var example = Assert.Single(ReadConversation(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"A</s>\"}, "
                + "{\"role\": \"assistant\", \"content\": \"BC\"}, {\"role\": \"user\", \"content\": \"D\"}, "
                + "{\"role\": \"assistant\", \"content\": \"E\"}]}",
            "{% for m in messages %}{{ m.role[0] | upper }}{{ m.content }}</s>X{% endfor %}"
                + "{% if add_generation_prompt %}A{% endif %}"));
        var tokenizer = Tokenizer.FromMetadata(new GgufMetadata(TinyTokenizer.Metadata()));
        var counted = example.Tokens.Where((_, place) => example.Weights[place] > 0).ToArray();

        Assert.Equal("BC E", tokenizer.Decode([.. counted.Where(token => token != 2)]).Trim());
        Assert.Equal(2, counted.Count(token => token == 2));
        Assert.All(example.Weights[(Array.LastIndexOf(example.Tokens, 2) + 1)..], weight => Assert.Equal(0, weight));

        // The text of a user forges no end of a turn.
        Assert.Equal(4, example.Tokens.Count(token => token == 2));
    }

    [Theory]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"A\"}]}", "no turn of the role 'assistant'")]
    [InlineData("{\"messages\": [{\"role\": \"assistant\", \"content\": \"A\"}]}", "can't be trained on conversations")]
    [InlineData("{\"prompt\": \"A\"}", "{\"messages\": […]}")]
    public void A_line_that_is_no_example_is_named(string line, string message)
    {
        var error = Assert.Throws<TrainingException>(() => ReadConversation(
            line, message.Contains("can't", StringComparison.Ordinal) ? null : "{{ messages[0].content }}"));
        Assert.StartsWith("Line 1 of ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TrainingExample> ReadConversation(string line, string? template)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, line);
        try
        {
            var tokenizer = Tokenizer.FromMetadata(new GgufMetadata(TinyTokenizer.Metadata()));
            return ExampleFile.Read(path, tokenizer, template is null ? null : ChatTemplate.Parse(template));
        }
        finally
        {
            File.Delete(path);
        }
    }
}

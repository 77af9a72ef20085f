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
        var examples = ExampleFile.Read(path, tokenizer);
        File.Delete(path);

        Assert.Equal(2, examples.Count);
        var text = examples[0];
        Assert.Equal((1, 2), (text.Tokens[0], text.Tokens[^1]));
        Assert.Equal("AB", tokenizer.Decode(text.Tokens[1..^1]).Trim());
        Assert.Equal([0f, .. Enumerable.Repeat(1f, text.Tokens.Length - 1)], text.Weights);
        Assert.Equal([5, 6], examples[1].Tokens);
        Assert.Equal([0, 0.5f], examples[1].Weights);
    }
}

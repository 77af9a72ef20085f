using Ganban.Inference.Chat;

namespace Ganban.Inference.Tests.Chat;

public sealed class ReasoningSplitterTests
{
    private static readonly ReasoningFormat Think = ReasoningFormat.Detect("<think>{{ y }}</think>")!;

    [Theory]
    [InlineData("<think>\nhm, 山\n</think>\n\nAnswer <think>", false, "hm, 山", "Answer <think>")]
    [InlineData("hm\n</think>\n\nAnswer", true, "hm", "Answer")]
    [InlineData("\n<think>hm</think>A", false, "hm", "A")]
    [InlineData("<think></think>A", false, "", "A")]
    [InlineData("<think>\n\n</think>\n\nA\n", false, "", "A\n")]
    [InlineData("Plain </think> text", false, "", "Plain </think> text")]
    [InlineData("<thin air", false, "", "<thin air")]
    [InlineData("<think>never ends</thin", false, "never ends</thin", "")]
    [InlineData("a\n\nb</thi</think>c", true, "a\n\nb</thi", "c")]
    [InlineData("", true, "", "")]
    public void Reasoning_at_the_beginning_is_told_from_the_answer_however_the_text_is_cut(
        string text, bool startsInside, string reasoning, string answer)
    {
        foreach (var size in (int[])[1, 2, 5, 1000])
        {
            var splitter = new ReasoningSplitter(Think, startsInside);
            var parts = text.Chunk(size).Select(part => splitter.Add(new string(part))).ToList();
            parts.Add(splitter.Flush());

            Assert.Equal(reasoning, string.Concat(parts.Select(p => p.Reasoning)));
            Assert.Equal(answer, string.Concat(parts.Select(p => p.Answer)));
        }
    }

    [Fact]
    public void Marks_that_are_control_tokens_work_like_those_in_text()
    {
        var splitter = new ReasoningSplitter(Think, startsInside: false);

        Assert.Equal(("", ""), splitter.AddToken("<think>"));
        Assert.Equal(("hm", ""), splitter.Add("\nhm\n"));
        Assert.Equal(("", ""), splitter.AddToken("</think>"));
        Assert.Equal(("", "A"), splitter.Add("\n\nA"));
    }

    [Fact]
    public void Text_flows_on_at_once()
    {
        var splitter = new ReasoningSplitter(Think, startsInside: true);

        Assert.Equal(("Let me ", ""), splitter.Add("Let me "));
        Assert.Equal(("see", ""), splitter.Add("see</th"));
        Assert.Equal(("</then", ""), splitter.Add("en"));
    }

    [Fact]
    public void A_template_that_says_nothing_of_thinking_has_no_reasoning()
    {
        Assert.Null(ReasoningFormat.Detect("{{ messages }}"));
        Assert.True(Think.IsOpenAtEnd("<|im_start|>assistant\n<think>\n"));
        Assert.False(Think.IsOpenAtEnd("<|im_start|>assistant\n<think>\n\n</think>\n\n"));
    }
}

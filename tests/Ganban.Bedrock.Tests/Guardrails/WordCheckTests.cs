namespace Ganban.Bedrock.Tests.Guardrails;

public sealed class WordCheckTests
{
    [Theory]
    [InlineData("Falcon", "The FALCON flies", true)]
    [InlineData("Falcon", "Falcons fly", false)]
    [InlineData("Falcon", "ＦＡＬＣＯＮとは", true)]
    [InlineData("project falcon", "About Project \t Falcon.", true)]
    [InlineData("project falcon", "project\nfalcon", false)]
    [InlineData("社外秘", "これは社外秘の資料です", true)]
    [InlineData("ガンバン", "ｶﾞﾝﾊﾞﾝの計画", true)]
    [InlineData("don't", "Don’t do it", true)]
    [InlineData("C++", "I write C++.", true)]
    [InlineData("C++", "I write C+ +", false)]
    public async Task A_word_is_found_as_a_whole_in_any_width_and_case(string word, string text, bool isFound)
    {
        var checks = TestGuardrail.Of(words: $$"""{"words":[{"text":"{{word}}"}]}""");
        var (_, findings) = await checks.Look(text);
        Assert.Equal(isFound ? [word] : [], findings.CustomWords.Select(found => found.Match));
        Assert.Equal(isFound, findings.IsBlocked);
    }

    [Fact]
    public async Task A_word_of_accents_alone_is_nothing_to_look_for()
    {
        var checks = TestGuardrail.Of(words: """{"words":[{"text":"\u0301"},{"text":"falcon"}]}""");

        Assert.Empty((await checks.Look("hello")).Findings.CustomWords);
        Assert.Single((await checks.Look("a falcon")).Findings.CustomWords);
    }

    [Fact]
    public async Task Profanity_is_found_in_English_and_Japanese_and_told_as_managed()
    {
        var checks = TestGuardrail.Of(words: """{"managedWordLists":[{"type":"PROFANITY"}]}""");
        Assert.Equal(["bullshit"], (await checks.Look("What Bullshit!")).Findings.ManagedWords.Select(word => word.Match));
        Assert.True((await checks.Look("このクソ野郎")).Findings.IsBlocked);
        Assert.False((await checks.Look("Scunthorpe shiitake, shitake")).Findings.IsBlocked);
    }

    [Fact]
    public async Task A_word_can_be_looked_for_on_one_side_and_only_be_told()
    {
        var checks = TestGuardrail.Of(words: """
            {"words":[{"text":"falcon","inputEnabled":false,"outputAction":"NONE"}]}
            """);
        Assert.Empty((await checks.Look("falcon")).Findings.CustomWords);
        var (_, findings) = await checks.Look("falcon", Bedrock.Guardrails.Checks.GuardrailSide.Output);
        Assert.Equal(("NONE", true), (findings.CustomWords[0].Action, findings.CustomWords[0].Detected));
        Assert.False(findings.IsBlocked);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Guardrails.Checks;

namespace Ganban.Bedrock.Tests.Guardrails;

public sealed class SentenceGuardTests
{
    private const string Policy = """
        {"piiEntities":[{"type":"EMAIL","action":"ANONYMIZE"},{"type":"PHONE","action":"ANONYMIZE"},
         {"type":"URL","action":"ANONYMIZE"},{"type":"PASSWORD","action":"ANONYMIZE"},
         {"type":"CREDIT_DEBIT_CARD_NUMBER","action":"ANONYMIZE"},{"type":"US_SOCIAL_SECURITY_NUMBER","action":"BLOCK"}]}
        """;

    private static readonly string[] Pieces =
    [
        "a@example.com", "090-1234-5678", "4111 1111 1111 1111", "https://a.jp/x", "password is ", "hunter2", " ", "\n",
        ". ", "。", "!", "よし", "Dr", "1", "-", "219-09-9999", "falcon", "…", "」",
    ];

    [Theory]
    [InlineData("""{"words":[{"text":"falcon"}]}""", null, false)]
    [InlineData("""{"words":[{"text":"Yahoo! Japan"}]}""", null, true)]
    [InlineData(null, """{"regexes":[{"name":"r","pattern":"a.*b","action":"BLOCK"}]}""", true)]
    [InlineData(null, Policy, false)]
    public void An_answer_is_held_back_to_its_end_only_where_something_can_span_sentences(
        string? words, string? sensitive, bool isWhole) =>
        Assert.Equal(isWhole, TestGuardrail.Of(words, sensitive).NeedsWholeAnswers);

    [Fact]
    public void A_stream_cut_anywhere_says_what_the_whole_says_and_what_is_looked_at_at_once()
    {
        var checks = TestGuardrail.Of("""{"words":[{"text":"falcon"}]}""", Policy);
        var texts = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);
        var cuts = from text in texts from cut in Gen.ArrayOf(Gen.Choose(1, 5)) select (text, cut);
        Prop.ForAll(cuts.ToArbitrary(), async item =>
        {
            var whole = new SentenceGuard(checks, new Findings(), isWhole: false);
            var expected = await whole.Whole(item.text, CancellationToken.None);
            var stream = new SentenceGuard(checks, new Findings(), isWhole: false);
            Assert.Equal(expected, await Stream(stream, item.text, item.cut));
            Assert.Equal(whole.IsBlocked, stream.IsBlocked);

            var once = new SentenceGuard(checks, new Findings(), isWhole: true);
            var atOnce = await once.Whole(item.text, CancellationToken.None);
            Assert.Equal(whole.IsBlocked, once.IsBlocked);
            Assert.Equal(whole.IsBlocked ? "" : expected, atOnce);
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<string> Stream(SentenceGuard guard, string text, int[] cuts)
    {
        var passed = "";
        for (var (place, i) = (0, 0); place < text.Length; i++)
        {
            var length = Math.Min(cuts.Length > 0 ? cuts[i % cuts.Length] : 1, text.Length - place);
            passed += await guard.Add(text.Substring(place, length), CancellationToken.None);
            place += length;
        }

        return passed + await guard.Rest(CancellationToken.None);
    }
}

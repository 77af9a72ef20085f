using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Engines.Scripted;

namespace Ganban.Bedrock.Tests.Engines;

public sealed class ScriptTests
{
    private const string Whole = """
        { "rules": [ { "name": "a", "when": { "user": "x", "call": 2 }, "reply": { "pieces": ["a", "b"], "toolCalls": [
          { "name": "t", "input": { "a": 1 } } ], "usage": { "inputTokens": 1, "outputTokens": 2 } } },
          { "error": { "name": "ValidationException", "afterPieces": 1 } } ] }
        """;

    [Fact]
    public void A_damaged_script_is_read_or_refused_with_its_place()
    {
        var damage = Gen.Choose(0, Whole.Length - 1).Two().Zip(Gen.Elements("", "null", "1", "{", "]", "\"", "\\u00"))
            .ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(damage, one =>
        {
            var ((from, length), text) = one;
            var script = Whole[..from] + text + Whole[Math.Min(Whole.Length, from + (length % 20))..];
            try
            {
                return Script.Parse(Encoding.UTF8.GetBytes(script)).Rules.Count > 0;
            }
            catch (ScriptException e)
            {
                return e.Message.Length > 0;
            }
        }));
    }

    [Fact]
    public void Counts_of_the_account_that_asked_first_are_forgotten_first()
    {
        var counts = new ScriptCounts();
        var rule = new ScriptRule(null, null, new ScriptReply(), null);
        for (var i = 0; i <= ScriptCounts.AccountsMax; i++)
        {
            Assert.Equal(1, counts.Next($"{i:D12}", rule));
        }

        Assert.Equal(2, counts.Next($"{ScriptCounts.AccountsMax:D12}", rule));
        Assert.Equal(1, counts.Next("000000000000", rule));
    }
}

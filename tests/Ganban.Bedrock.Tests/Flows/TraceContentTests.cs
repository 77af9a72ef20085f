using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Invocation;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class TraceContentTests
{
    [Theory]
    [InlineData(12_000, 12_000)]
    [InlineData(65_536, 65_536)]
    [InlineData(70_000, 65_537)]
    public void A_text_is_measured_without_the_escapes_of_its_JSON(int characters, int shown)
    {
        var text = new string('あ', characters);

        var found = TraceContent.Of(DataTypes.Value(text)).GetString()!;

        Assert.Equal(shown, found.Length);
        Assert.StartsWith(text[..Math.Min(characters, 65_536)], found, StringComparison.Ordinal);
    }
}

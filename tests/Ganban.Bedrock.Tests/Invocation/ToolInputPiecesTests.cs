using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class ToolInputPiecesTests
{
    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"part":"M4 screw"}""", 4)]
    [InlineData("""{"部品":"粘土はにわロボットの腕と足と頭"}""", 4)]
    [InlineData("""{"a":"𩸽𩸽𩸽𩸽𩸽𩸽𩸽𩸽"}""", 4)]
    public void Pieces_are_whole_characters_and_together_the_input(string json, int countMin)
    {
        var pieces = ToolInputPieces.Of(json).ToList();

        Assert.Equal(json, string.Concat(pieces));
        Assert.InRange(pieces.Count, countMin, json.Length);
        Assert.DoesNotContain(pieces, piece => char.IsLowSurrogate(piece[0]));
    }

    [Fact]
    public void A_long_input_has_no_more_pieces_than_a_stream_should()
    {
        var json = $$"""{"text":"{{string.Join(' ', Enumerable.Repeat("clay", 100_000))}}"}""";

        Assert.InRange(ToolInputPieces.Of(json).Count(), 100, 257);
    }
}

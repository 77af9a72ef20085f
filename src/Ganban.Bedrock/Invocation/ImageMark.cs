namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Stands in a text where an image stood that engines can't read there: in a tool's result, or within a document. The
/// image itself follows in the user's turn.
/// </summary>
internal static class ImageMark
{
    /// <summary>The mark.</summary>
    public const string Text = "[image]";
}

namespace Ganban.Bedrock.Engines;

/// <summary>
/// A pattern of catalog model ids: <c>*</c> stands for any characters, none included, everything else for itself, upper
/// or lower case.
/// </summary>
/// <param name="Text">The pattern, for example <c>anthropic.*</c>.</param>
public sealed record ModelPattern(string Text)
{
    /// <summary>How much the pattern says: an id without a star most, else its characters that are no star.</summary>
    public int Weight =>
        Text.Contains('*', StringComparison.Ordinal) ? Text.Count(character => character != '*') : int.MaxValue;

    /// <summary>Whether <paramref name="modelId"/> is one of those that the pattern means.</summary>
    public bool Matches(string modelId)
    {
        var parts = Text.Split('*');
        if (parts.Length == 1)
        {
            return modelId.Equals(Text, StringComparison.OrdinalIgnoreCase);
        }

        var first = parts[0];
        var last = parts[^1];
        if (modelId.Length < first.Length + last.Length
            || !modelId.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !modelId.EndsWith(last, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = modelId.AsSpan(first.Length, modelId.Length - first.Length - last.Length);
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}

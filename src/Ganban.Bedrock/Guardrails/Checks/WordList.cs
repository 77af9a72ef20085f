namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>The lists of words that come with Ganban: a phrase a line; lines that begin with # are remarks.</summary>
internal static class WordList
{
    /// <summary>The lines of a list, as they stand there.</summary>
    public static IEnumerable<string> Read(string name)
    {
        using var stream = typeof(WordList).Assembly.GetManifestResourceStream($"guardrails/{name}.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Text to look for patterns in: full-width letters, digits and signs narrow, dashes as hyphens.</summary>
internal static class NarrowText
{
    /// <summary>The text, character for character, so that places in it are places in the original.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (narrow, wide) =>
    {
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = wide[i] switch
            {
                >= '\uff01' and <= '\uff5e' => (char)(wide[i] - '\uff01' + '!'),
                '\u3000' or '\u00a0' => ' ',
                >= '\u2010' and <= '\u2015' or '\u2212' => '-',
                var other => other,
            };
        }
    });
}

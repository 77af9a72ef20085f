using System.Text;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Replaces parts of a text.</summary>
internal static class Masking
{
    /// <summary>
    /// The text with its masked parts replaced and every other character as it was. Parts that overlap become one, with
    /// the placeholder of the one that begins first.
    /// </summary>
    public static string Apply(string text, IReadOnlyList<Mask> masks)
    {
        var result = new StringBuilder(text.Length);
        var place = 0;
        foreach (var mask in masks.OrderBy(mask => mask.Start).ThenByDescending(mask => mask.End))
        {
            if (mask.Start >= place)
            {
                result.Append(text, place, mask.Start - place).Append(mask.Placeholder);
            }

            place = Math.Max(place, mask.End);
        }

        return result.Append(text, place, text.Length - place).ToString();
    }
}

using System.Linq;
using System.Text;

namespace Ganban.Contracts.Generator.Model;

/// <summary>How names of the wire become names in C#.</summary>
internal static class Names
{
    /// <summary>Makes <c>bedrock-runtime</c>, <c>end_turn</c> or <c>modelId</c> a Pascal-cased identifier.</summary>
    public static string Pascal(string wireName)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var c in wireName)
        {
            if (!char.IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return text.Length == 0 || char.IsDigit(text[0]) ? "_" + text : text.ToString();
    }

    /// <summary>Makes an upper-case enumeration value such as <c>ON_DEMAND</c> read <c>OnDemand</c>.</summary>
    public static string EnumValue(string value) =>
        value.Length > 1 && !value.Any(char.IsLower) ? Pascal(value.ToLowerInvariant()) : Pascal(value);
}

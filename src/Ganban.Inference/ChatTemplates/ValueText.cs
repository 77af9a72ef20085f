using System.Globalization;
using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Writes values as text, the way they print: as Python's str and repr do, for which templates are written.
/// </summary>
internal sealed class ValueText(RenderBudget budget, int line)
{
    private readonly MarkedText.Builder _text = new();

    /// <summary>How <paramref name="value"/> prints.</summary>
    public static MarkedText Print(TemplateValue value, RenderBudget budget, int line)
    {
        if (value is TemplateValue.Text text)
        {
            return text.Marked;
        }

        var writer = new ValueText(budget, line);
        writer.Represent(value);
        return writer._text.ToText();
    }

    /// <summary>A string in quotes, with escapes for what doesn't print.</summary>
    public static string Quoted(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\\' => quoted.Append("\\\\"),
                var c when c == quote => quoted.Append('\\').Append(quote),
                ' ' => quoted.Append(' '),
                _ when Prints(rune) => quoted.Append(rune.ToString()),
                < 0x100 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>A number as Python prints it.</summary>
    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsNaN(value) ? "nan"
            : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
            : text.EndsWith("E+15", StringComparison.Ordinal) ? value.ToString("F1", CultureInfo.InvariantCulture)
            : text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0"
            : text.Replace("E", "e", StringComparison.Ordinal);
    }

    private void Append(string text)
    {
        budget.ChargeAppend(line, _text.Length, text.Length);
        _text.Append(MarkedText.Untrusted(text));
    }

    private void Represent(TemplateValue value)
    {
        using var depth = budget.Enter(line);
        switch (value)
        {
            case TemplateValue.Undefined:
                break;
            case TemplateValue.NoneValue:
                Append("None");
                break;
            case TemplateValue.Boolean:
                Append(value.IsTruthy ? "True" : "False");
                break;
            case TemplateValue.Integer integer:
                Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TemplateValue.Float number:
                Append(Number(number.Value));
                break;
            case TemplateValue.Text text:
                Append(Quoted(text.Value));
                break;
            case TemplateValue.List list:
                Append(list.IsTuple ? "(" : "[");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Append(i > 0 ? ", " : "");
                    Represent(list.Items[i]);
                }

                Append(!list.IsTuple ? "]" : list.Items.Count == 1 ? ",)" : ")");
                break;
            case TemplateValue.Map map:
                Append("{");
                var first = true;
                foreach (var (key, member) in map.Entries)
                {
                    Append(first ? "" : ", ");
                    Represent(key);
                    Append(": ");
                    Represent(member);
                    first = false;
                }

                Append("}");
                break;
            default:
                throw new ChatTemplateException($"a {value.Kind} can't be printed.", line);
        }
    }

    private static bool Prints(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}

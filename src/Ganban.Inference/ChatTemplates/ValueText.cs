using System.Globalization;
using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Writes values as text: the way they print (as Python's str and repr do, for which templates are written) and as
/// JSON (with ", " and ": " between, non-ASCII as is, as models saw it in training).
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

    /// <summary>The value as JSON on one line, or indented by <paramref name="indent"/> spaces per level.</summary>
    public static MarkedText Json(TemplateValue value, int? indent, RenderBudget budget, int line)
    {
        var writer = new ValueText(budget, line);
        writer.WriteJson(value, indent, level: 0);
        return MarkedText.Untrusted(writer._text.ToText().Value);
    }

    /// <summary>A number as Python prints it.</summary>
    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'N') < 0 && !double.IsInfinity(value)
            ? text + ".0"
            : text.Replace("E", "e", StringComparison.Ordinal);
    }

    private void Append(string text)
    {
        budget.ChargeText(line, (long)_text.Length + text.Length);
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
                Append("[");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Append(i > 0 ? ", " : "");
                    Represent(list.Items[i]);
                }

                Append("]");
                break;
            case TemplateValue.Map map:
                Append("{");
                for (var i = 0; i < map.Order.Count; i++)
                {
                    Append((i > 0 ? ", " : "") + Quoted(map.Order[i].Value) + ": ");
                    Represent(map.Entries[map.Order[i].Value]);
                }

                Append("}");
                break;
            default:
                throw new ChatTemplateException($"a {value.Kind} can't be printed.", line);
        }
    }

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\\' => quoted.Append("\\\\"),
                _ when c == quote => quoted.Append('\\').Append(c),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append(quote).ToString();
    }

    private void WriteJson(TemplateValue value, int? indent, int level)
    {
        using var depth = budget.Enter(line);
        switch (value)
        {
            case TemplateValue.NoneValue:
                Append("null");
                break;
            case TemplateValue.Boolean:
                Append(value.IsTruthy ? "true" : "false");
                break;
            case TemplateValue.Integer or TemplateValue.Float:
                Represent(value);
                break;
            case TemplateValue.Text text:
                Append(JsonString(text.Value));
                break;
            case TemplateValue.List { Items.Count: 0 }:
                Append("[]");
                break;
            case TemplateValue.List list:
                Append("[");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Append(Separator(i, indent, level + 1));
                    WriteJson(list.Items[i], indent, level + 1);
                }

                Append(LineBreak(indent, level) + "]");
                break;
            case TemplateValue.Map { Order.Count: 0 }:
                Append("{}");
                break;
            case TemplateValue.Map map:
                Append("{");
                for (var i = 0; i < map.Order.Count; i++)
                {
                    Append(Separator(i, indent, level + 1) + JsonString(map.Order[i].Value) + ": ");
                    WriteJson(map.Entries[map.Order[i].Value], indent, level + 1);
                }

                Append(LineBreak(indent, level) + "}");
                break;
            default:
                throw new ChatTemplateException($"{value.Kind} can't be written as JSON.", line);
        }
    }

    private static string Separator(int index, int? indent, int level) => indent is null
        ? index > 0 ? ", " : ""
        : (index > 0 ? "," : "") + LineBreak(indent, level);

    private static string LineBreak(int? indent, int level) =>
        indent is { } width ? "\n" + new string(' ', width * level) : "";

    private static string JsonString(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.Append('"').ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Writes values as JSON in the style that chat templates expect of <c>tojson</c>: as models saw it in training.
/// </summary>
internal sealed class ValueJson(ValueJson.Style style, RenderBudget budget, int line)
{
    private readonly StringBuilder _text = new();

    /// <summary>The value as JSON. Its text counts as untrusted.</summary>
    public static MarkedText Write(TemplateValue value, Style style, RenderBudget budget, int line)
    {
        var json = new ValueJson(style, budget, line);
        json.Write(value, level: 0);
        return MarkedText.Untrusted(json._text.ToString());
    }

    private void Append(string text)
    {
        budget.ChargeAppend(line, _text.Length, text.Length);
        _text.Append(text);
    }

    private void Write(TemplateValue value, int level)
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
                Append(ValueText.Print(value, budget, line).Value);
                break;
            case TemplateValue.Text text:
                Append(Quoted(text.Value));
                break;
            case TemplateValue.List list:
                WriteList(list, level);
                break;
            case TemplateValue.Map { IsNamespace: false } map:
                WriteMap(map, level);
                break;
            default:
                throw new ChatTemplateException($"{value.Kind} can't be written as JSON.", line);
        }
    }

    private void WriteList(TemplateValue.List list, int level)
    {
        Append("[");
        for (var i = 0; i < list.Items.Count; i++)
        {
            Append((i > 0 ? style.ItemSeparator : "") + LineBreak(level + 1));
            Write(list.Items[i], level + 1);
        }

        Append((list.Items.Count > 0 ? LineBreak(level) : "") + "]");
    }

    private void WriteMap(TemplateValue.Map map, int level)
    {
        Append("{");
        var entries = style.SortsKeys
            ? map.Entries.OrderBy(e => KeyText(e.Key), StringComparer.Ordinal)
            : map.Entries;
        var first = true;
        foreach (var (key, member) in entries)
        {
            Append((first ? "" : style.ItemSeparator) + LineBreak(level + 1));
            Append(Quoted(KeyText(key)) + style.KeySeparator);
            Write(member, level + 1);
            first = false;
        }

        Append((first ? "" : LineBreak(level)) + "}");
    }

    private string KeyText(TemplateValue key) => key switch
    {
        TemplateValue.Text text => text.Value,
        TemplateValue.NoneValue => "null",
        TemplateValue.Boolean => key.IsTruthy ? "true" : "false",
        _ => ValueText.Print(key, budget, line).Value,
    };

    private string LineBreak(int level) =>
        style.Indent is { } width ? "\n" + new string(' ', width * level) : "";

    private string Quoted(string text)
    {
        var json = new StringBuilder("\"", text.Length + 2);
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
                > '~' when style.EscapesNonAscii => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.Append('"').ToString();
    }

    /// <summary>The arguments of <c>tojson</c>.</summary>
    internal sealed record Style
    {
        private const int IndentMax = 16;

        /// <summary>Spaces a level, or null for everything on one line.</summary>
        public int? Indent { get; private init; }

        /// <summary>True to write characters beyond ASCII as escapes.</summary>
        public bool EscapesNonAscii { get; private init; }

        /// <summary>True to put the keys of mappings in order.</summary>
        public bool SortsKeys { get; private init; }

        /// <summary>What stands between items.</summary>
        public string ItemSeparator { get; private init; } = ", ";

        /// <summary>What stands between a key and its value.</summary>
        public string KeySeparator { get; private init; } = ": ";

        /// <summary>
        /// The style that <paramref name="call"/> asks for. As usual in chat templates the arguments are by name,
        /// but for the indent, which older ones give first.
        /// </summary>
        public static Style Of(CallArguments call)
        {
            var indent = call.FindInteger(0, "indent", -1);
            if (indent > IndentMax)
            {
                throw call.Fault($"takes an indent of 0 to {IndentMax}.");
            }

            var style = new Style
            {
                Indent = indent < 0 ? null : (int)indent,
                EscapesNonAscii = call.FindFlag(int.MaxValue, "ensure_ascii"),
                SortsKeys = call.FindFlag(int.MaxValue, "sort_keys"),
                ItemSeparator = indent < 0 ? ", " : ",",
            };
            return call.Find(int.MaxValue, "separators") switch
            {
                null or TemplateValue.NoneValue => style,
                TemplateValue.List { Items: [TemplateValue.Text item, TemplateValue.Text key] } =>
                    style with { ItemSeparator = item.Value, KeySeparator = key.Value },
                _ => throw call.Fault("takes two strings as 'separators'."),
            };
        }
    }
}

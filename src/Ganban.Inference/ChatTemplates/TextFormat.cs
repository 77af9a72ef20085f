using System.Globalization;
using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// The two ways templates fill in texts: <c>'{}'.format(x)</c> and <c>'%s' % x</c>. The common part of Python's format
/// language: fields by position or name; fill, alignment, sign, zeros, width, commas, precision; types s, d, i, f, x,
/// r.
/// </summary>
internal static class TextFormat
{
    private const int WidthMax = 1000;

    /// <summary><c>format.format(arguments)</c>.</summary>
    public static MarkedText Braces(MarkedText format, CallArguments arguments, RenderBudget budget)
    {
        var text = new MarkedText.Builder();
        var automatic = 0;
        for (var i = 0; i < format.Length;)
        {
            var c = format.Value[i];
            if (c is not ('{' or '}') || (i + 1 < format.Length && format.Value[i + 1] == c))
            {
                text.Append(format[i..(i + 1)]);
                i += c is '{' or '}' ? 2 : 1;
                continue;
            }

            var end = c == '{' ? format.Value.IndexOf('}', i) : -1;
            if (end < 0)
            {
                throw arguments.Fault($"has a single '{c}' in its text.");
            }

            var field = format.Value[(i + 1)..end];
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? field : field[..colon];
            var value = name.Length == 0 ? arguments.Find(automatic++, "")
                : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                    ? arguments.Find(position, "")
                    : arguments.Named.GetValueOrDefault(name);
            text.Append(Field(
                value ?? throw arguments.Fault($"has no value for '{{{field}}}'."),
                colon < 0 ? "" : field[(colon + 1)..],
                arguments,
                budget));
            budget.ChargeText(arguments.Line, text.Length);
            i = end + 1;
        }

        return text.ToText();
    }

    /// <summary><c>format % values</c>; a mapping gives values by name, a list by position.</summary>
    public static MarkedText Percent(MarkedText format, TemplateValue values, RenderBudget budget, int line)
    {
        IReadOnlyList<TemplateValue> given = values is TemplateValue.List list ? list.Items : [values];
        var arguments = new CallArguments("'%'", given, new Dictionary<string, TemplateValue>(), line);
        var text = new MarkedText.Builder();
        var used = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format.Value[i] != '%')
            {
                text.Append(format[i..(i + 1)]);
                continue;
            }

            TemplateValue? named = null;
            if (i + 1 < format.Length && format.Value[i + 1] == '(')
            {
                var close = format.Value.IndexOf(')', i);
                named = close < 0 ? null : (values as TemplateValue.Map)?.Find(format.Value[(i + 2)..close]);
                i = named is null ? throw arguments.Fault("lacks a value for a name in parentheses.") : close;
            }

            var start = ++i;
            while (i < format.Length && (char.IsAsciiDigit(format.Value[i]) || format.Value[i] is '.' or '-' or '+'))
            {
                i++;
            }

            if (i >= format.Length)
            {
                throw arguments.Fault("has an incomplete field at the end of its text.");
            }

            if (format.Value[i] == '%')
            {
                text.Append(format[i..(i + 1)]);
                continue;
            }

            if (named is null && used >= given.Count)
            {
                throw arguments.Fault("has fewer values than fields.");
            }

            // Unlike with braces, texts go to the right; only '-' puts them to the left.
            var spec = format.Value[start..i];
            spec = spec.StartsWith('-') ? "<" + spec[1..]
                : spec.Length > 0 && spec[0] is >= '1' and <= '9' ? ">" + spec
                : spec;
            text.Append(Field(named ?? given[used++], spec + format.Value[i], arguments, budget));
            budget.ChargeText(line, text.Length);
        }

        return text.ToText();
    }

    private static MarkedText Field(TemplateValue value, string spec, CallArguments call, RenderBudget budget)
    {
        if (spec.Length == 0)
        {
            return ValueText.Print(value, budget, call.Line);
        }

        var reader = new SpecReader(spec);
        var fill = reader.Fill();
        var align = reader.Take("<>^=");
        var sign = reader.Take("+- ");
        var zeros = reader.Take("0") is not null;
        var width = reader.Number();
        var commas = reader.Take(",") is not null;
        var precision = reader.Take(".") is null ? -1 : reader.Number();
        var type = reader.Take("sdifxr");
        if (!reader.IsAtEnd || width > WidthMax || precision > WidthMax)
        {
            throw call.Fault($"can't follow the format '{spec}' (widths reach {WidthMax}).");
        }

        var isNumber = value is TemplateValue.Integer or TemplateValue.Float && type is not ('s' or 'r');
        var text = isNumber
            ? MarkedText.Untrusted(Number(value, sign, commas, precision, type, call, budget))
            : type == 'r' && value is TemplateValue.Text quoted
                ? MarkedText.Untrusted(ValueText.Quoted(quoted.Value))
                : ValueText.Print(value, budget, call.Line);
        if (!isNumber && precision >= 0 && precision < text.Length)
        {
            text = text[..precision];
        }

        var missing = Math.Max(0, width - text.Length);
        var padding = new string(fill ?? (zeros ? '0' : ' '), missing);
        var before = (align ?? (isNumber ? '>' : '<')) switch { '<' => 0, '^' => missing / 2, _ => missing };
        if ((zeros || align == '=') && isNumber && text.Length > 0 && text.Value[0] is '-' or '+')
        {
            return text[..1].Concat(MarkedText.Untrusted(padding)).Concat(text[1..]);
        }

        return MarkedText.Untrusted(padding[..before]).Concat(text).Concat(MarkedText.Untrusted(padding[before..]));
    }

    private static string Number(
        TemplateValue value,
        char? sign,
        bool commas,
        int precision,
        char? type,
        CallArguments call,
        RenderBudget budget)
    {
        var number = TemplateOperators.AsDouble(value)!.Value;
        var text = type switch
        {
            'x' when value is TemplateValue.Integer { Value: >= 0 } whole =>
                whole.Value.ToString("x", CultureInfo.InvariantCulture),
            'd' or 'i' when value is TemplateValue.Float => Fixed(Math.Truncate(number), 0, commas),
            'f' => Fixed(number, precision < 0 ? 6 : precision, commas),
            null when precision >= 0 => throw call.Fault("takes a precision only with the type f."),
            'x' => throw call.Fault("writes only whole numbers from 0 as x."),
            _ when commas && value is TemplateValue.Integer whole =>
                whole.Value.ToString("N0", CultureInfo.InvariantCulture),
            _ => ValueText.Print(value, budget, call.Line).Value,
        };
        return sign is '+' or ' ' && number >= 0 ? sign + text : text;
    }

    private static string Fixed(double number, int precision, bool commas)
    {
        var format = string.Create(CultureInfo.InvariantCulture, $"{(commas ? 'N' : 'F')}{precision}");
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    private ref struct SpecReader(string spec)
    {
        private ReadOnlySpan<char> _rest = spec;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        /// <summary>The character before an alignment.</summary>
        public char? Fill()
        {
            if (_rest.Length < 2 || !"<>^=".Contains(_rest[1]))
            {
                return null;
            }

            var fill = _rest[0];
            _rest = _rest[1..];
            return fill;
        }

        public char? Take(string any)
        {
            if (_rest.IsEmpty || !any.Contains(_rest[0]))
            {
                return null;
            }

            var taken = _rest[0];
            _rest = _rest[1..];
            return taken;
        }

        /// <summary>The digits here as a number, 0 when there are none; huge ones as the largest.</summary>
        public int Number()
        {
            var number = 0L;
            while (!_rest.IsEmpty && char.IsAsciiDigit(_rest[0]))
            {
                number = Math.Min(int.MaxValue, number * 10 + _rest[0] - '0');
                _rest = _rest[1..];
            }

            return (int)number;
        }
    }
}

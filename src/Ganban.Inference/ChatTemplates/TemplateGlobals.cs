using System.Globalization;
using System.Text;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The variables and functions every chat template starts with.</summary>
internal static class TemplateGlobals
{
    private const int RangeLengthMax = 100_000;

    /// <summary>Sets them in <paramref name="scope"/>.</summary>
    public static void AddTo(TemplateScope scope, ChatPrompt prompt, RenderBudget budget)
    {
        scope.Set("documents", TemplateValue.None);
        foreach (var (name, value) in prompt.Variables ?? [])
        {
            scope.Set(name, TemplateValue.FromJson(value));
        }

        scope.Set("messages", TemplateValue.FromJson(prompt.Messages));
        scope.Set("tools", TemplateValue.FromJson(prompt.Tools));
        scope.Set("add_generation_prompt", TemplateValue.Of(prompt.AddGenerationPrompt));
        scope.Set("bos_token", TemplateValue.Text.Trusted(prompt.BosToken));
        scope.Set("eos_token", TemplateValue.Text.Trusted(prompt.EosToken));
        Define(scope, "raise_exception", a => throw new ChatTemplateException(
            "the template refuses this conversation: "
            + (a.Find(0, "message") is { } reason ? ValueText.Print(reason, budget, a.Line).Value : "no reason given"),
            a.Line));
        Define(scope, "strftime_now", a => TemplateValue.Text.Trusted(
            Format(a.RequireText(0, "format").Value, prompt.Now, a)));
        Define(scope, "namespace", a => Collect(a, isNamespace: true));
        Define(scope, "dict", a => Collect(a, isNamespace: false));
        Define(scope, "range", a => Range(a, budget));
    }

    private static void Define(TemplateScope scope, string name, Func<CallArguments, TemplateValue> body) =>
        scope.Set(name, new TemplateValue.Function(name, body));

    private static TemplateValue.Map Collect(CallArguments arguments, bool isNamespace)
    {
        var map = new TemplateValue.Map { IsNamespace = isNamespace };
        foreach (var (name, value) in arguments.Named)
        {
            map.Set(TemplateValue.Text.Trusted(name), value);
        }

        return map;
    }

    private static TemplateValue.List Range(CallArguments arguments, RenderBudget budget)
    {
        var single = arguments.Positional.Count == 1;
        var start = single ? 0 : arguments.FindInteger(0, "start", 0);
        var stop = arguments.FindInteger(single ? 0 : 1, "stop", 0);
        var step = arguments.FindInteger(2, "step", 1);
        var items = new List<TemplateValue>();
        for (var i = start; step > 0 ? i < stop : step < 0 && i > stop; i += step)
        {
            if (items.Count == RangeLengthMax)
            {
                throw arguments.Fault($"makes more than {RangeLengthMax} items.");
            }

            items.Add(new TemplateValue.Integer(i));
        }

        budget.Charge(arguments.Line, items.Count);
        return new TemplateValue.List(items);
    }

    /// <summary>The directives of C's strftime that date lines in prompts use.</summary>
    private static string Format(string format, DateTimeOffset now, CallArguments arguments)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            i += unpadded ? 2 : 1;
            var part = Directive(format[i], now) ?? throw arguments.Fault($"knows no directive '%{format[i]}'.");
            text.Append(unpadded ? part.TrimStart('0') : part);
        }

        return text.ToString();
    }

    private static string? Directive(char directive, DateTimeOffset now)
    {
        var pattern = directive switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'B' => "MMMM",
            'b' => "MMM",
            'A' => "dddd",
            'a' => "ddd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'p' => "tt",
            _ => null,
        };
        return directive switch
        {
            '%' => "%",
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            _ => pattern is null ? null : now.ToString(pattern, CultureInfo.InvariantCulture),
        };
    }
}

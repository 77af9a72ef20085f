using System.Collections.Frozen;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The tests that <c>is</c> knows.</summary>
internal static class TemplateTests
{
    private delegate bool Test(TemplateValue value, TemplateValue? argument, RenderBudget budget, int line);

    private static readonly Dictionary<string, Test> Comparisons = new(StringComparer.Ordinal)
    {
        ["=="] = Equal,
        ["eq"] = Equal,
        ["equalto"] = Equal,
        ["!="] = (v, a, budget, line) => !TemplateOperators.AreEqual(v, a!, budget, line),
        ["ne"] = (v, a, budget, line) => !TemplateOperators.AreEqual(v, a!, budget, line),
        ["<"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) < 0,
        ["lt"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) < 0,
        ["lessthan"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) < 0,
        ["<="] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) <= 0,
        ["le"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) <= 0,
        [">"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) > 0,
        ["gt"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) > 0,
        ["greaterthan"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) > 0,
        [">="] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) >= 0,
        ["ge"] = (v, a, budget, line) => TemplateOperators.Compare(v, a!, budget, line) >= 0,
    };

    private static readonly FrozenSet<string> WithArgument = FrozenSet.Create(
        StringComparer.Ordinal,
        ["in", "sameas", "divisibleby", .. Comparisons.Keys]);

    private static readonly FrozenDictionary<string, Test> All = new Dictionary<string, Test>
    {
        ["defined"] = (v, _, _, _) => v is not TemplateValue.Undefined,
        ["undefined"] = (v, _, _, _) => v is TemplateValue.Undefined,
        ["none"] = (v, _, _, _) => v is TemplateValue.NoneValue,
        ["string"] = (v, _, _, _) => v is TemplateValue.Text,
        ["mapping"] = (v, _, _, _) => v is TemplateValue.Map,
        ["sequence"] = (v, _, _, _) => v is TemplateValue.List or TemplateValue.Text or TemplateValue.Map,
        ["iterable"] = (v, _, _, _) =>
            v is TemplateValue.List or TemplateValue.Text or TemplateValue.Map or TemplateValue.Undefined,
        ["number"] = (v, _, _, _) => v is TemplateValue.Integer or TemplateValue.Float or TemplateValue.Boolean,
        ["integer"] = (v, _, _, _) => v is TemplateValue.Integer,
        ["float"] = (v, _, _, _) => v is TemplateValue.Float,
        ["boolean"] = (v, _, _, _) => v is TemplateValue.Boolean,
        ["true"] = (v, _, _, _) => v is TemplateValue.Boolean && v.IsTruthy,
        ["false"] = (v, _, _, _) => v is TemplateValue.Boolean && !v.IsTruthy,
        ["callable"] = (v, _, _, _) => v is TemplateValue.Function,
        ["odd"] = (v, _, _, _) => v is TemplateValue.Integer { Value: var n } && n % 2 != 0,
        ["even"] = (v, _, _, _) => v is TemplateValue.Integer { Value: var n } && n % 2 == 0,
        ["lower"] = (v, _, _, _) => v is TemplateValue.Text t && !t.Value.Any(char.IsUpper),
        ["upper"] = (v, _, _, _) => v is TemplateValue.Text t && !t.Value.Any(char.IsLower),
        ["in"] = (v, a, budget, line) => TemplateOperators.Contains(a!, v, budget, line),
        ["sameas"] = (v, a, budget, line) => v.Kind == a!.Kind && TemplateOperators.AreEqual(v, a, budget, line),
        ["filter"] = (v, _, _, _) => v is TemplateValue.Text t && TemplateFilters.Exists(t.Value),
        ["test"] = (v, _, _, _) => v is TemplateValue.Text t && Exists(t.Value),
        ["escaped"] = (v, _, _, _) => v is TemplateValue.Text { IsMarkup: true },
        ["divisibleby"] = (v, a, _, line) =>
            v is TemplateValue.Integer n && a is TemplateValue.Integer { Value: not 0 } by
            ? n.Value % by.Value == 0
            : throw new ChatTemplateException("'divisibleby' needs integers other than zero.", line),
    }.Concat(Comparisons).ToFrozenDictionary(StringComparer.Ordinal);

    private static bool Exists(string name) => All.ContainsKey(name);

    private static bool Equal(TemplateValue value, TemplateValue? argument, RenderBudget budget, int line) =>
        TemplateOperators.AreEqual(value, argument!, budget, line);

    /// <summary>True for a test with an argument, which may stand without parentheses.</summary>
    public static bool TakesArgument(string name) => WithArgument.Contains(name);

    /// <summary>Asks the test <paramref name="name"/>.</summary>
    public static bool Holds(
        string name, TemplateValue value, IReadOnlyList<TemplateValue> arguments, RenderBudget budget, int line)
    {
        if (TakesArgument(name) && arguments.Count == 0)
        {
            throw new ChatTemplateException($"the test '{name}' needs an argument.", line);
        }

        return All.TryGetValue(name, out var test)
            ? test(value, arguments.Count > 0 ? arguments[0] : null, budget, line)
            : throw new ChatTemplateException($"there is no test '{name}'.", line);
    }
}

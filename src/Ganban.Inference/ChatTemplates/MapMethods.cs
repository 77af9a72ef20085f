using System.Collections.Frozen;

namespace Ganban.Inference.ChatTemplates;

/// <summary>The methods of mappings, and of lists where templates use them.</summary>
internal static class MapMethods
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "items", "keys", "values", "get", "pop", "copy", "update", "clear", "setdefault", "popitem", "fromkeys");

    /// <summary>
    /// True for a name that <c>mapping.name</c> takes for a method, even where the mapping has such a key.
    /// </summary>
    public static bool Exists(string name) => Names.Contains(name);

    /// <summary>
    /// Calls the method that <paramref name="arguments"/> name as callee; null when mappings have none such.
    /// </summary>
    public static TemplateValue? Call(TemplateValue.Map map, CallArguments arguments, RenderBudget budget) =>
        arguments.Callee switch
        {
            "items" => Items(map, arguments, budget),
            "keys" => new TemplateValue.List([.. map.Keys]),
            "values" => new TemplateValue.List([.. map.Entries.Select(e => e.Value)]),
            "get" => map.Find(arguments.Require(0, "key"))
                ?? arguments.Find(1, "default") ?? TemplateValue.None,
            _ => null,
        };

    /// <summary>The pairs of key and value.</summary>
    public static TemplateValue.List Items(TemplateValue value, CallArguments arguments, RenderBudget budget)
    {
        if (value is TemplateValue.Undefined)
        {
            return new TemplateValue.List([]);
        }

        var map = value as TemplateValue.Map ?? throw arguments.Fault($"needs a mapping, not {value.Kind}.");
        budget.Charge(arguments.Line, map.Keys.Count);
        return new TemplateValue.List(
            [.. map.Entries.Select(e => new TemplateValue.List([e.Key, e.Value]) { IsTuple = true })]);
    }
}

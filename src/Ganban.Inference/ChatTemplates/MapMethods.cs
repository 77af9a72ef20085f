namespace Ganban.Inference.ChatTemplates;

/// <summary>The methods of mappings, and of lists where templates use them.</summary>
internal static class MapMethods
{
    /// <summary>
    /// Calls the method that <paramref name="arguments"/> name as callee; null when mappings have none such.
    /// </summary>
    public static TemplateValue? Call(TemplateValue.Map map, CallArguments arguments, RenderBudget budget) =>
        arguments.Callee switch
        {
            "items" => Items(map, arguments, budget),
            "keys" => new TemplateValue.List([.. map.Order]),
            "values" => new TemplateValue.List([.. map.Order.Select(k => map.Entries[k.Value])]),
            "get" => map.Entries.GetValueOrDefault(arguments.RequireText(0, "key").Value)
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
        budget.Charge(arguments.Line, map.Order.Count);
        return new TemplateValue.List(
            [.. map.Order.Select(k => new TemplateValue.List([k, map.Entries[k.Value]]))]);
    }
}

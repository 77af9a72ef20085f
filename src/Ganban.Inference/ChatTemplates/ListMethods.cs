namespace Ganban.Inference.ChatTemplates;

/// <summary>The methods of lists that change nothing; templates may not change lists.</summary>
internal static class ListMethods
{
    /// <summary>
    /// Calls the method that <paramref name="arguments"/> name as callee; null when lists have none such.
    /// </summary>
    public static TemplateValue? Call(TemplateValue.List list, CallArguments arguments, RenderBudget budget)
    {
        bool IsWanted(TemplateValue item) =>
            TemplateOperators.AreEqual(item, arguments.Require(0, "value"), budget, arguments.Line);
        switch (arguments.Callee)
        {
            case "count":
                return new TemplateValue.Integer(list.Items.Count(IsWanted));
            case "index":
                var found = list.Items.TakeWhile(x => !IsWanted(x)).Count();
                return found < list.Items.Count
                    ? new TemplateValue.Integer(found)
                    : throw arguments.Fault("does not find the value.");
            case "copy":
                return list;
            case "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "sort" or "reverse":
                throw arguments.Fault("would change a list, which templates may not; use '+' and a new list.");
            default:
                return null;
        }
    }
}

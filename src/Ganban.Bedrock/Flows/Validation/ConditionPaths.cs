using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>
/// Finds connections that never bring anything, because what they join needs different conditions of one node.
/// </summary>
internal static class ConditionPaths
{
    /// <summary>Checks connections without cycles.</summary>
    public static void Check(FlowScope scope, FlowFindings findings)
    {
        var into = scope.Joined.ToLookup(connection => connection.Target);
        var known = new Dictionary<string, Dictionary<string, HashSet<string>>>();
        foreach (var node in scope.Nodes)
        {
            Needs(node.Name);
        }

        // Of each Condition node on the way, the conditions of which one must hold.
        Dictionary<string, HashSet<string>> Needs(string name)
        {
            if (known.TryGetValue(name, out var found))
            {
                return found;
            }

            Dictionary<string, HashSet<string>>? gates = null;
            foreach (var connection in into[name])
            {
                if (connection.Configuration is FlowConnectionConfiguration.Conditional { Value: var conditional })
                {
                    var needs = new Dictionary<string, HashSet<string>>(Needs(connection.Source))
                    {
                        [connection.Source] = [conditional.Condition],
                    };
                    gates = gates is null ? needs : Either(gates, needs);
                }
            }

            var all = gates ?? [];
            foreach (var connection in into[name])
            {
                if (connection.Configuration is not FlowConnectionConfiguration.Conditional)
                {
                    all = Both(all, Needs(connection.Source), out var isPossible);
                    if (!isPossible)
                    {
                        findings.Error(
                            FlowValidationType.UnsatisfiedConnectionConditions,
                            $"The connection {connection.Name} never brings anything: its source and its target need conditions that "
                                + "never hold together.",
                            new FlowValidationDetails.UnsatisfiedConnectionConditions(
                                new UnsatisfiedConnectionConditionsFlowValidationDetails
                                {
                                    Connection = connection.Name,
                                }));
                    }
                }
            }

            return known[name] = all;
        }
    }

    private static Dictionary<string, HashSet<string>> Either(
        Dictionary<string, HashSet<string>> left, Dictionary<string, HashSet<string>> right) => left
        .Where(need => right.ContainsKey(need.Key))
        .ToDictionary(need => need.Key, need => need.Value.Union(right[need.Key]).ToHashSet());

    private static Dictionary<string, HashSet<string>> Both(
        Dictionary<string, HashSet<string>> left, Dictionary<string, HashSet<string>> right, out bool isPossible)
    {
        isPossible = true;
        var both = new Dictionary<string, HashSet<string>>(left);
        foreach (var (node, conditions) in right)
        {
            var shared = both.TryGetValue(node, out var others) ? others.Intersect(conditions).ToHashSet() : conditions;
            isPossible &= shared.Count > 0;
            both[node] = shared.Count > 0 ? shared : conditions;
        }

        return both;
    }
}

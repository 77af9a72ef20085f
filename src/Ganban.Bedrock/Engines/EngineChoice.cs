namespace Ganban.Bedrock.Engines;

/// <summary>
/// The engines of a binding: those that share its requests by weight, and those that stand in when none of the former
/// answers. Turns are counted, not drawn: of weights 3 and 1, every fourth request goes to the second, evenly spread.
/// Safe for concurrent use.
/// </summary>
/// <param name="shares">The engines that share the requests; at least one.</param>
/// <param name="fallbacks">The engines that stand in, in order.</param>
public sealed class EngineChoice(IReadOnlyList<EngineShare> shares, IReadOnlyList<Engine> fallbacks)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EngineShare, int> _credit = shares.ToDictionary(share => share, _ => 0);

    /// <summary>The engines that share the requests.</summary>
    public IReadOnlyList<EngineShare> Shares => shares;

    /// <summary>The engines that stand in, in order.</summary>
    public IReadOnlyList<Engine> Fallbacks => fallbacks;

    /// <summary>All engines, in the order of the configuration.</summary>
    public IEnumerable<Engine> Engines => shares.Select(share => share.Engine).Concat(fallbacks);

    /// <summary>The order in which the engines are asked this time.</summary>
    /// <param name="can">Which of them can do the work.</param>
    internal EngineOrder Next(Func<Engine, bool> can)
    {
        var able = shares.Where(share => can(share.Engine)).ToList();
        var engines = Turn([.. able.Where(share => share.Engine.Health.IsGood)])
            .Concat(able.Where(share => !share.Engine.Health.IsGood).Select(share => share.Engine))
            .Concat(fallbacks.Where(can));

        // Those that don't answer come last: when nobody does, they are still worth a try.
        List<Engine> order = [.. engines.OrderBy(engine => !engine.Health.IsGood)];
        var isStandIn = order.Count > 0 && able.Count > 0 && able.All(share => share.Engine != order[0]);
        return new EngineOrder(order, isStandIn ? [.. able.Select(share => share.Engine)] : []);
    }

    // Smooth weighted round robin: everyone earns its weight, the richest answers and pays what all earned.
    private IEnumerable<Engine> Turn(List<EngineShare> able)
    {
        if (able.Count < 2)
        {
            return able.Select(share => share.Engine);
        }

        lock (_gate)
        {
            foreach (var share in able)
            {
                _credit[share] += share.Weight;
            }

            var first = able.MaxBy(share => _credit[share])!;
            _credit[first] -= able.Sum(share => share.Weight);
            return [first.Engine, .. able.Where(share => share != first).Select(share => share.Engine)];
        }
    }
}

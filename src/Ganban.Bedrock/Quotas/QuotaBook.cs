using Ganban.Bedrock.Costs;

namespace Ganban.Bedrock.Quotas;

/// <summary>
/// What accounts have used of their quotas. In memory, for at most <see cref="UsesMax"/> combinations of account,
/// region and model: those that were used longest ago are forgotten first. Safe for concurrent use.
/// </summary>
internal sealed class QuotaBook(QuotaOptions options, TimeProvider clock)
{
    internal const int UsesMax = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<QuotaKey, QuotaUse> _uses = [];

    /// <summary>Whether a quota of a day is set, which lasts beyond a restart.</summary>
    public bool HasDays => options.Rules.Any(rule => rule.TokensPerDay is not null);

    /// <summary>The quota that holds; null for none.</summary>
    public QuotaRule? Rule(QuotaKey key) => options.Rules.Count == 0 ? null : options.Of(key.Account, key.Model);

    /// <summary>Takes a request and its tokens, or nothing and tells what is exceeded.</summary>
    public QuotaRefusal? Take(QuotaKey key, QuotaRule rule, int requests, long tokens)
    {
        lock (_gate)
        {
            return Use(key, rule).Take(requests, tokens, clock.GetUtcNow());
        }
    }

    /// <summary>Charges tokens that were used, or gives back those that were not.</summary>
    public void Charge(QuotaKey key, QuotaRule? rule, long tokens)
    {
        if (rule is null)
        {
            return;
        }

        lock (_gate)
        {
            Use(key, rule).Charge(tokens, clock.GetUtcNow());
        }
    }

    /// <summary>Charges what was used today before the server started.</summary>
    public void Begin(SpendSum sum)
    {
        var key = new QuotaKey(sum.Key.Account, sum.Key.Region, sum.Key.Model);
        if (Rule(key) is { TokensPerDay: not null } rule)
        {
            lock (_gate)
            {
                Use(key, rule).ChargeDay(
                    sum.InputTokens + sum.CacheWriteTokens + (sum.OutputTokens * rule.BurndownOf(key.Model)));
            }
        }
    }

    private QuotaUse Use(QuotaKey key, QuotaRule rule)
    {
        if (!_uses.TryGetValue(key, out var use))
        {
            if (_uses.Count == UsesMax)
            {
                foreach (var old in _uses.OrderBy(pair => pair.Value.Used).Take(UsesMax / 4).ToList())
                {
                    _uses.Remove(old.Key);
                }
            }

            _uses[key] = use = new QuotaUse(rule, clock.GetUtcNow());
        }

        return use;
    }
}

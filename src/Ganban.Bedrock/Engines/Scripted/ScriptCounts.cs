namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>
/// How many requests of each account have met each rule that counts. Safe for concurrent use; of more than
/// <see cref="AccountsMax"/> accounts the oldest are forgotten.
/// </summary>
public sealed class ScriptCounts
{
    internal const int AccountsMax = 1000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<ScriptRule, int>> _counts = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Begins to count an account's requests anew.</summary>
    public void Forget(string account)
    {
        lock (_gate)
        {
            _counts.GetValueOrDefault(account)?.Clear();
        }
    }

    /// <summary>Which of the account's requests that meet the rule this one is, from 1.</summary>
    internal int Next(string account, ScriptRule rule)
    {
        lock (_gate)
        {
            if (!_counts.TryGetValue(account, out var counts))
            {
                if (_order.Count == AccountsMax)
                {
                    _counts.Remove(_order.Dequeue());
                }

                _order.Enqueue(account);
                _counts[account] = counts = new(ReferenceEqualityComparer.Instance);
            }

            return counts[rule] = counts.GetValueOrDefault(rule) + 1;
        }
    }
}

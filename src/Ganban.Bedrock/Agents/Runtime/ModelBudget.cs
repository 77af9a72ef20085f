namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// How many times models, and functions that orchestrate, may be asked in a turn, by all agents together. Safe for
/// concurrent use.
/// </summary>
internal sealed class ModelBudget
{
    /// <summary>The most.</summary>
    public const int CallsMax = 40;

    private int _left = CallsMax;

    /// <summary>Takes one.</summary>
    /// <exception cref="Contracts.ModelledException">None is left.</exception>
    public void Take()
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw AgentErrors.TooManySteps(CallsMax);
        }
    }
}

namespace Ganban.Inference.ChatTemplates;

/// <summary>What one rendering has spent of its <see cref="ChatTemplateLimits"/>.</summary>
internal sealed class RenderBudget(ChatTemplateLimits limits, CancellationToken cancellationToken)
{
    private const int SizePerStep = 64;
    private const int ItemsMax = 500_000;

    private int _steps;
    private int _depth;

    /// <summary>Pays for one step and for handling <paramref name="size"/> characters or items.</summary>
    public void Charge(int line, long size = 0)
    {
        var steps = _steps + 1 + size / SizePerStep;
        if (steps > limits.StepsMax)
        {
            throw new ChatTemplateException($"rendering takes more than {limits.StepsMax} steps.", line);
        }

        _steps = (int)steps;
        if ((_steps & 0xFFF) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Pays for a text of <paramref name="length"/> characters, which must not pass the longest output.
    /// </summary>
    public void ChargeText(int line, long length) => ChargeAppend(line, before: 0, length);

    /// <summary>
    /// Pays for adding <paramref name="length"/> characters to a text of <paramref name="before"/> that grows in place.
    /// </summary>
    public void ChargeAppend(int line, long before, long length)
    {
        if (before + length > limits.OutputLengthMax)
        {
            throw new ChatTemplateException($"a text grows beyond {limits.OutputLengthMax} characters.", line);
        }

        Charge(line, length);
    }

    /// <summary>Pays for a list of <paramref name="count"/> items, which must not pass the longest list.</summary>
    public void ChargeItems(int line, long count)
    {
        if (count > ItemsMax)
        {
            throw new ChatTemplateException($"a list grows beyond {ItemsMax} items.", line);
        }

        Charge(line, count * SizePerStep / 8);
    }

    /// <summary>Goes one call or value deeper until disposed.</summary>
    public Level Enter(int line) => ++_depth <= limits.DepthMax
        ? new Level(this)
        : throw new ChatTemplateException($"calls or values nest deeper than {limits.DepthMax} levels.", line);

    /// <summary>One level of depth.</summary>
    internal readonly struct Level(RenderBudget budget) : IDisposable
    {
        /// <summary>Leaves the level.</summary>
        public void Dispose() => budget._depth--;
    }
}

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Whether an engine answers just now; one that nobody watches counts as healthy. Safe for concurrent use.
/// </summary>
public sealed class EngineHealth
{
    private volatile bool _isBad;

    /// <summary>Whether somebody looks again after a failure.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>Whether the engine is worth being asked first.</summary>
    public bool IsGood => !_isBad;

    /// <summary>Somebody looks from now on.</summary>
    public void Watch() => IsWatched = true;

    /// <summary>Takes note of what was seen.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Report(bool isGood)
    {
        var isNews = _isBad == isGood;
        _isBad = !isGood;
        return isNews;
    }
}

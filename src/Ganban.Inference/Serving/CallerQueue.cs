namespace Ganban.Inference.Serving;

/// <summary>What one caller has waiting, and how much the engine has done for it. The queue's to change.</summary>
internal sealed class CallerQueue(string name)
{
    /// <summary>The caller's name.</summary>
    public string Name => name;

    /// <summary>The requests that wait, in order.</summary>
    public LinkedList<GenerationStream> Waiting { get; } = [];

    /// <summary>Requests that wait or run.</summary>
    public int Outstanding { get; set; }

    /// <summary>Tokens computed for it, weighted.</summary>
    public long Service { get; set; }
}

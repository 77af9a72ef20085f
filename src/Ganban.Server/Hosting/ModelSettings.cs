namespace Ganban.Server.Hosting;

/// <summary>What the models in this process may take: section <c>Ganban:Models</c>.</summary>
public sealed class ModelSettings
{
    /// <summary>
    /// The most memory for all open models together, in bytes: their files and their keys and values; absent: three
    /// quarters of what the process may use.
    /// </summary>
    public long? BytesMax { get; set; }

    /// <summary>
    /// The most memory for keys and values of each model, in bytes; absent: an eighth of what the process may use, at
    /// most 1 GiB.
    /// </summary>
    public long? KvBytesMax { get; set; }

    /// <summary>Cores that all models together may use; absent: all.</summary>
    public int? Threads { get; set; }

    /// <summary>The longest that a request waits for memory which models in use hold.</summary>
    public TimeSpan RoomTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (BytesMax < 1 || KvBytesMax < 1)
        {
            yield return "Ganban:Models:BytesMax and KvBytesMax must be at least 1.";
        }

        if (Threads < 1)
        {
            yield return "Ganban:Models:Threads must be at least 1.";
        }

        if (RoomTimeout < TimeSpan.Zero || RoomTimeout > TimeSpan.FromDays(1))
        {
            yield return "Ganban:Models:RoomTimeout must be from nothing to a day, as in 00:00:30.";
        }
    }
}

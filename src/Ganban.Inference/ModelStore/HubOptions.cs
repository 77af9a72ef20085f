namespace Ganban.Inference.ModelStore;

/// <summary>Where models are fetched from, and how patiently.</summary>
public sealed record HubOptions
{
    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The access token, sent to the hub's own address and nowhere else; null: none.</summary>
    public string? Token { get; init; }

    /// <summary>Parts of a file that are fetched at the same time, 1 to 16.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>How many failures without a byte between them are borne.</summary>
    public int FailuresMax { get; init; } = 5;

    /// <summary>How long to wait after the first failure; twice as long after each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also if a server asks for a longer one.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection may be silent.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of one part.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(HubOptions)} {{ {nameof(Endpoint)} = {Endpoint} }}";
}

using Ganban.Inference.Generation;
using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>Limits of a model pool.</summary>
public sealed record ModelPoolOptions
{
    /// <summary>
    /// The most memory for all open models together, in bytes: what their files map plus their budgets for keys and
    /// values. The default is three quarters of what the process may use.
    /// </summary>
    public long BytesMax { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>
    /// The budget for keys and values of each model that continues text, in bytes. The default is an eighth of what the
    /// process may use, 1 GiB at most.
    /// </summary>
    public long KvBytesMax { get; init; } = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 1L << 30);

    /// <summary>
    /// The longest that a request waits for memory which models in use hold; zero refuses it at once.
    /// </summary>
    public TimeSpan RoomTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests may wait for memory.</summary>
    public int WaitersMax { get; init; } = 256;

    /// <summary>
    /// How models are opened; <see cref="KvBytesMax"/> takes the place of its own, and its threads are shared by all.
    /// </summary>
    public LanguageModelOptions Model { get; init; } = new();

    /// <summary>The limits of each model's engine; its clock is the pool's, too.</summary>
    public TextGeneratorOptions Generator { get; init; } = new();

    /// <summary>
    /// Whether a model is read once from end to end and computes one token before it is handed out, so that its first
    /// answer is as fast as the next ones.
    /// </summary>
    public bool WarmStart { get; init; }

    /// <summary>Is told when a model has been opened or closed, on any thread; it must not take long.</summary>
    public Action<ModelPoolChange>? Changed { get; init; }
}

using Ganban.Inference.Generation;

namespace Ganban.Inference.Serving;

/// <summary>The use of a model of a <see cref="ModelPool"/>, which keeps it open until this is disposed.</summary>
public sealed class ModelLease : IDisposable
{
    private Action? _end;

    internal ModelLease(TextGenerator generator, Action end)
    {
        Generator = generator;
        _end = end;
    }

    /// <summary>The model's engine; the pool's to dispose.</summary>
    public TextGenerator Generator { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}

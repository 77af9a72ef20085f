namespace Ganban.Inference.Serving;

/// <summary>The use of a model of a <see cref="ModelPool"/>, which keeps it open until this is disposed.</summary>
/// <typeparam name="T">What the model was opened as.</typeparam>
public sealed class ModelLease<T> : IDisposable
    where T : class
{
    private Action? _end;

    /// <summary>Creates a lease.</summary>
    /// <param name="value">The open model.</param>
    /// <param name="end">Takes note of the end, once.</param>
    public ModelLease(T value, Action end)
    {
        Value = value;
        _end = end;
    }

    /// <summary>The open model; the pool's to dispose.</summary>
    public T Value { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}

namespace Ganban.Inference.ModelStore;

/// <summary>Bounds how long a connection may say nothing.</summary>
internal static class Silence
{
    /// <exception cref="TimeoutException">Nothing came for <see cref="HubOptions.SilenceMax"/>.</exception>
    public static async Task<T> Bound<T>(
        HubHttp http, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(http.Options.SilenceMax, http.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {http.Options.SilenceMax.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Reads from a body.</summary>
    public static Task<int> Read(
        Stream body, Memory<byte> buffer, HubHttp http, CancellationToken cancellationToken) =>
        Bound(http, token => body.ReadAsync(buffer, token).AsTask(), cancellationToken);
}

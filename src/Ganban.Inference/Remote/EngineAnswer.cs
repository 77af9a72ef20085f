using System.Globalization;
using System.Text.Json;

namespace Ganban.Inference.Remote;

/// <summary>The body of an engine's answer under way; read within its limits of silence and size.</summary>
internal sealed class EngineAnswer(
    RemoteEngineOptions options,
    EngineErrors errors,
    HttpResponseMessage response,
    Stream body,
    SilenceLimit limit,
    CancellationToken caller) : IDisposable
{
    private int _bytes;
    private IDisposable? _place;

    public EngineErrors Errors => errors;

    public IEnumerable<KeyValuePair<string, string>> Headers => response.Headers.Concat(response.Content.Headers)
        .Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value)));

    public int LineBytesMax => options.LineBytesMax;

    /// <summary>Reads a part; 0 at the end.</summary>
    /// <exception cref="RemoteEngineException">Silence, a broken connection, or too much.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    public async ValueTask<int> Read(Memory<byte> buffer)
    {
        limit.Start(_bytes == 0 ? options.Timeout : options.IdleTimeout);
        int read;
        try
        {
            read = await body.ReadAsync(buffer, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            caller.ThrowIfCancellationRequested();
            throw limit.IsOver ? errors.Silent(_bytes > 0, e) : errors.Broken(e);
        }

        limit.Stop();
        _bytes += read;
        return _bytes <= options.AnswerBytesMax
            ? read
            : throw errors.Garbled(string.Create(CultureInfo.InvariantCulture, $"longer than {options.AnswerBytesMax} bytes"));
    }

    /// <summary>Reads up to <paramref name="bytesMax"/> bytes.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadStart(int bytesMax)
    {
        var buffer = new byte[Math.Min(bytesMax, 4096)];
        var length = 0;
        while (length < bytesMax)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(bytesMax, buffer.Length * 2));
            }

            var read = await Read(buffer.AsMemory(length));
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return buffer.AsMemory(0, length);
    }

    /// <summary>Reads everything as one JSON value.</summary>
    public async Task<JsonDocument> ReadJson()
    {
        // One byte more than is allowed makes the reading fail.
        var json = await ReadStart(options.AnswerBytesMax + 1);
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw errors.Garbled("that is no JSON", e);
        }
    }

    /// <summary>Gives <paramref name="place"/> back when the answer is not needed any more.</summary>
    public void Hold(IDisposable? place) => _place = place;

    public void Dispose()
    {
        _place?.Dispose();
        body.Dispose();
        response.Dispose();
        limit.Dispose();
    }
}

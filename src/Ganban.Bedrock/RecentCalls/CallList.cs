using System.Buffers;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.RecentCalls;

/// <summary>
/// The last invocations of all accounts, so that tests of applications can look at what was asked. Kept in memory,
/// within 64 MiB and the configured number. Safe for concurrent use.
/// </summary>
public sealed class CallList(CallListOptions options, TimeProvider clock)
{
    private const long BytesMax = 64 << 20;
    private const int AccountsMax = 1000;
    private static readonly TimeSpan EndMax = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly LinkedList<RecentCall> _calls = new();
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Whether calls are kept.</summary>
    public bool IsOn => options.CallsMax > 0;

    /// <summary>Forgets an account's calls; the next one is number 1.</summary>
    public void Forget(string account)
    {
        lock (_gate)
        {
            for (var node = _calls.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Caller.Account == account)
                {
                    Remove(node);
                }

                node = next;
            }

            _numbers.Remove(account);
        }
    }

    /// <summary>
    /// An account's calls as JSON, oldest first. Calls that are about to end are waited for, up to half a second.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> Read(string account, CancellationToken cancellationToken)
    {
        List<RecentCall> calls;
        lock (_gate)
        {
            calls = [.. _calls.Where(call => call.Caller.Account == account)];
        }

        try
        {
            await Task.WhenAll(calls.Select(call => call.End)).WaitAsync(EndMax, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Those that go on are listed as running.
        }

        var buffer = new ArrayBufferWriter<byte>(4096);
        await using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("calls");
            foreach (var call in calls)
            {
                await call.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Adds a call that begins; null if calls are not kept.</summary>
    internal RecentCall? Begin(
        string operation,
        string modelId,
        ReadOnlyMemory<byte> body,
        OperationContext context)
    {
        if (!IsOn)
        {
            return null;
        }

        lock (_gate)
        {
            var call = new RecentCall
            {
                Number = NextNumber(context.Account),
                Caller = context.Caller,
                RequestId = context.RequestId,
                Operation = operation,
                At = clock.GetUtcNow(),
                ModelId = modelId,
                Body = body,
            };
            _calls.AddLast(call);
            _bytes += call.Bytes;
            while (_calls.Count > options.CallsMax || _bytes > BytesMax)
            {
                Remove(_calls.First!);
            }

            return call;
        }
    }

    private void Remove(LinkedListNode<RecentCall> node)
    {
        _calls.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    // Numbers of accounts whose calls are gone are not kept for ever.
    private long NextNumber(string account)
    {
        if (_numbers.Count > AccountsMax)
        {
            var present = _calls.Select(call => call.Caller.Account).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _numbers.Keys.Where(key => !present.Contains(key)).ToList())
            {
                _numbers.Remove(gone);
            }
        }

        return _numbers[account] = _numbers.GetValueOrDefault(account) + 1;
    }
}

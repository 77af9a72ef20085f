using System.Runtime.InteropServices;
using System.Text.Json;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>The responses that each tenant keeps.</summary>
internal sealed class KeptResponses(ResourceStore store)
{
    private const int TurnsMax = 256;

    // All that a response goes on from is in memory at once: as much as may come in one request.
    private const int TurnsBytesMax = 32 << 20;

    // Leaves room for the answer within the store's own limit of 16 MiB.
    private const int BytesMax = 12 << 20;

    /// <summary>Finds a response.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">It is not there for the caller.</exception>
    public async Task<StoredResponse> Get(string id, OperationContext context, CancellationToken cancellationToken) =>
        await Find(id, context, cancellationToken) ?? throw DoorErrors.UnknownResponse(id);

    /// <summary>The responses that a new one goes on from, the oldest first.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">One is missing, or they are too much.</exception>
    public async Task<IReadOnlyList<StoredResponse>> Before(
        string? previous, OperationContext context, CancellationToken cancellationToken)
    {
        var found = new List<StoredResponse>();
        var bytes = 0;
        for (var id = previous; id is not null; id = found[^1].Previous)
        {
            if (found.Count == TurnsMax)
            {
                throw DoorErrors.TooManyTurns(TurnsMax);
            }

            found.Add(await Find(id, context, cancellationToken) ?? throw DoorErrors.UnknownPrevious(id));
            bytes += JsonMarshal.GetRawUtf8Value(found[^1].Input).Length;
            bytes += JsonMarshal.GetRawUtf8Value(found[^1].Response).Length;
            if (bytes > TurnsBytesMax)
            {
                throw DoorErrors.TooLargeTurns(TurnsBytesMax);
            }
        }

        found.Reverse();
        return found;
    }

    /// <summary>Refuses what would be too large to keep once it is answered.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">It would.</exception>
    public static void CheckSize(StoredResponse unanswered)
    {
        if (JsonSerializer.SerializeToUtf8Bytes(unanswered, StoredResponse.Kind.Json).Length > BytesMax)
        {
            throw DoorErrors.TooLargeToStore(BytesMax);
        }
    }

    /// <summary>Keeps a response.</summary>
    public Task Keep(
        string id, StoredResponse response, OperationContext context, CancellationToken cancellationToken) =>
        store.CreateAsync(
            TenantOf(context), StoredResponse.Kind, new NewDocument<StoredResponse>(id, response), cancellationToken);

    /// <summary>Deletes a response.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">It is not there for the caller.</exception>
    public async Task Delete(string id, OperationContext context, CancellationToken cancellationToken)
    {
        if (!ResponseIds.IsResponse(id)
            || !await store.DeleteAsync(TenantOf(context), StoredResponse.Kind, id, cancellationToken))
        {
            throw DoorErrors.UnknownResponse(id);
        }
    }

    private async Task<StoredResponse?> Find(
        string id, OperationContext context, CancellationToken cancellationToken) =>
        ResponseIds.IsResponse(id)
            ? (await store.GetAsync(TenantOf(context), StoredResponse.Kind, id, cancellationToken))?.Document
            : null;

    private static Tenant TenantOf(OperationContext context) => new(context.Account, context.Region);
}

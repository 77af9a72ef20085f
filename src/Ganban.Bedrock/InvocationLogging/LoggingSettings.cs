using System.Collections.Concurrent;
using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// The tenants' settings: in the store, and remembered, since every invocation asks. Safe for concurrent use.
/// </summary>
internal sealed class LoggingSettings(ResourceStore store)
{
    private readonly ConcurrentDictionary<Tenant, LoggingSetting?> _known = new();

    /// <summary>The tenant's setting; null if nothing is to be logged.</summary>
    public async ValueTask<LoggingSetting?> Find(Tenant tenant, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(tenant, out var known))
        {
            return known;
        }

        var stored = await store.GetAsync(tenant, LoggingSetting.Kind, LoggingSetting.Id, cancellationToken);
        return _known.GetOrAdd(tenant, stored?.Document); // A setting that was put meanwhile is newer.
    }

    /// <summary>Keeps a setting in place of an earlier one.</summary>
    public async Task Put(Tenant tenant, LoggingSetting setting, CancellationToken cancellationToken)
    {
        var document = new NewDocument<LoggingSetting>(LoggingSetting.Id, setting);
        await store.CommitAsync(LoggingSetting.Kind.Replace(tenant, document), cancellationToken);
        _known[tenant] = setting;
    }

    /// <summary>Ends the tenant's logging, if there is any.</summary>
    public async Task Delete(Tenant tenant, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(tenant, LoggingSetting.Kind, LoggingSetting.Id, cancellationToken);
        _known[tenant] = null;
    }
}

using Ganban.Inference.ModelStore;

namespace Ganban.Server.Hosting;

/// <summary>Opens the store of models that the settings describe.</summary>
internal static class ModelStoreSetup
{
    /// <summary>The store in the data folder.</summary>
    public static StoredModels Open(ServerOptions options) => new(
        Path.Combine(options.Data, "models"),
        new DiskBudget(options.Store.BytesMax, options.Store.FreeBytesMin),
        TimeProvider.System);

    /// <summary>Where models are fetched from.</summary>
    public static HubOptions Hub(ServerOptions options)
    {
        var hub = new HubOptions { Token = options.Hub.Token ?? Environment.GetEnvironmentVariable("HF_TOKEN") };
        return options.Hub.Url is null ? hub
            : options.Hub.Url is { IsAbsoluteUri: true, Scheme: "http" or "https" } url ? hub with { Endpoint = url }
            : throw new StartupException($"Ganban:Hub:Url must be an http or https address, not '{options.Hub.Url}'.");
    }

    /// <summary>The file that a model's setting names: a path, or the name of a stored model.</summary>
    public static string PathOf(ServerOptions options, string named)
    {
        if (named.Length == 0 || File.Exists(named))
        {
            return named;
        }

        var store = Open(options);
        return store.Find(named) is { } model ? store.PathOf(model) : named;
    }
}

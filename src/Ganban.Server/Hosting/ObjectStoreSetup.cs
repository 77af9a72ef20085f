using Ganban.S3;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Ganban.Storage.S3;
using Ganban.Storage.Sqlite.Objects;

namespace Ganban.Server.Hosting;

/// <summary>
/// The object store that the settings describe. The server's own is open to clients through S3 on the one port; of a
/// real S3 they are told where it is.
/// </summary>
internal sealed class ObjectStoreSetup : IAsyncDisposable
{
    private readonly FileObjectStore? _files;
    private readonly S3ObjectStore? _remote;
    private readonly string _where;

    private ObjectStoreSetup(FileObjectStore? files, S3ObjectStore? remote, string where) =>
        (_files, _remote, _where) = (files, remote, where);

    /// <summary>Opens the store.</summary>
    /// <exception cref="StartupException">It can't be opened.</exception>
    public static async Task<ObjectStoreSetup> Open(ServerOptions options, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.Data, "objects");
        try
        {
            if (options.Objects.IsS3)
            {
                var settings = Options(options.Objects, Path.Combine(folder, "sending"));
                return new(null, new S3ObjectStore(settings), settings.Endpoint?.ToString() ?? "Amazon S3");
            }

            var files = await FileObjectStore.Open(
                folder, TimeProvider.System, options.Objects.FreeBytesMin, cancellationToken);
            return new(files, null, "");
        }
        catch (Exception e) when (e is StoreOpenException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The objects in the data folder {options.Data} can't be opened: {e.Message}", e);
        }
    }

    /// <summary>Gives the store to the server's parts; from then on the container owns it.</summary>
    public void AddTo(IServiceCollection services)
    {
        if (_remote is not null)
        {
            services.AddSingleton<IObjectStore>(_ => _remote).AddS3Elsewhere(_where);
        }
        else
        {
            services
                .AddSingleton<IBucketStore>(_ => _files!)
                .AddSingleton<IObjectStore>(_ => _files!)
                .AddS3();
        }
    }

    /// <summary>Closes a store that nobody was given.</summary>
    public async ValueTask DisposeAsync()
    {
        _remote?.Dispose();
        if (_files is not null)
        {
            await _files.DisposeAsync();
        }
    }

    private static S3StoreOptions Options(ObjectSettings settings, string folder) => new()
    {
        Account = settings.Account,
        Endpoint = settings.Endpoint.Length > 0 ? new Uri(settings.Endpoint) : null,
        Region = settings.Region,
        AccessKeyId = settings.AccessKeyId.Length > 0 ? settings.AccessKeyId : null,
        SecretAccessKey = settings.Secret.Length > 0 ? settings.Secret : null,
        PathStyle = settings.PathStyle,
        Folder = folder,
    };
}

using System.Security.Cryptography;
using Ganban.Functions.Processes;
using Ganban.Functions.Records;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;

namespace Ganban.Functions.Code;

/// <summary>
/// Keeps code in files: for each package a folder with the zip and what is in it. A folder is complete, and on the
/// disk, before a document names it; folders that no document names are removed when no call can still need them.
/// </summary>
public sealed class CodeFolders : BackgroundService
{
    private const string Zip = "code.zip";
    private const string TaskName = "task";
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(FunctionLimits.TimeoutSecondsMax + 300);
    private readonly StoredFunctions _functions;
    private readonly string _root;
    private readonly TimeProvider _clock;
    private readonly DateTime _start;

    /// <summary>Opens the folders.</summary>
    public CodeFolders(StoredFunctions functions, FunctionsOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (_functions, _clock) = (functions, clock);
        _root = Path.GetFullPath(Path.Combine(options.Folder, "code"));
        _start = clock.GetUtcNow().UtcDateTime;
    }

    /// <summary>Checks a package, unzips it and keeps it.</summary>
    /// <exception cref="CodePackageException">The package can't be used.</exception>
    public async Task<FunctionCode> Add(Tenant tenant, byte[] zip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zip);
        var code = new FunctionCode(
            Guid.NewGuid().ToString("N"), Convert.ToBase64String(SHA256.HashData(zip)), zip.Length);
        var folder = FolderOf(tenant, code);
        try
        {
            await CodePackage.Unzip(
                zip, Directory.CreateDirectory(Path.Combine(folder, TaskName)).FullName, cancellationToken);
            await using var file = new FileStream(Path.Combine(folder, Zip), FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(zip, cancellationToken);
            file.Flush(flushToDisk: true);
            return code;
        }
        catch
        {
            RemovableFolder.Remove(folder);
            throw;
        }
    }

    /// <summary>The folder that a function's process runs in.</summary>
    public string TaskFolder(Tenant tenant, FunctionCode code) => Path.Combine(FolderOf(tenant, code), TaskName);

    /// <summary>Opens the package as it was uploaded.</summary>
    public Stream OpenZip(Tenant tenant, FunctionCode code) => File.OpenRead(Path.Combine(FolderOf(tenant, code), Zip));

    /// <summary>Removes code that no document was ever to name.</summary>
    public void Remove(Tenant tenant, FunctionCode code) => RemovableFolder.Remove(FolderOf(tenant, code));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, _clock);
        var unused = Folders().Where(folder => Directory.GetCreationTimeUtc(folder) < _start).ToHashSet();
        do
        {
            unused = await Sweep(unused, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Removes what no document names now and none did the time before: a process may still be running in the others, or
    // a document may be about to name them.
    private async Task<HashSet<string>> Sweep(HashSet<string> unusedBefore, CancellationToken cancellationToken)
    {
        var unused = new HashSet<string>();
        foreach (var region in Folders().GroupBy(folder => Path.GetDirectoryName(folder)!))
        {
            var tenant = new Tenant(Path.GetFileName(Path.GetDirectoryName(region.Key))!, Path.GetFileName(region.Key));
            var used = await _functions.All(tenant, cancellationToken)
                .Select(function => function.Document.Code.Id)
                .ToHashSetAsync(cancellationToken: cancellationToken);
            unused.UnionWith(region.Where(folder => !used.Contains(Path.GetFileName(folder))));
        }

        foreach (var folder in unused.Where(unusedBefore.Contains))
        {
            RemovableFolder.Remove(folder);
        }

        return unused;
    }

    private List<string> Folders()
    {
        try
        {
            return !Directory.Exists(_root) ? [] :
            [
                .. Directory.EnumerateDirectories(_root)
                    .SelectMany(Directory.EnumerateDirectories)
                    .SelectMany(Directory.EnumerateDirectories),
            ];
        }
        catch (IOException)
        {
            return []; // One vanished meanwhile; the next time will see the others.
        }
    }

    private string FolderOf(Tenant tenant, FunctionCode code) =>
        Path.Combine(_root, tenant.Account, tenant.Region, code.Id);
}

using System.Security.Cryptography;
using Ganban.Functions.Processes;
using Ganban.Functions.Records;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;

namespace Ganban.Functions.Code;

/// <summary>
/// Keeps code in files: for each package a folder with the zip and what is in it. A folder is complete, and on the
/// disk, before a document names it; folders that no document names are removed at the next start.
/// </summary>
public sealed class CodeFolders : BackgroundService
{
    private const string Zip = "code.zip";
    private const string Task = "task";
    private readonly StoredFunctions _functions;
    private readonly string _root;
    private readonly DateTime _start;

    /// <summary>Opens the folders.</summary>
    public CodeFolders(StoredFunctions functions, FunctionsOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _functions = functions;
        _root = Path.GetFullPath(Path.Combine(options.Folder, "code"));
        _start = clock.GetUtcNow().UtcDateTime;
    }

    /// <summary>Checks a package, unzips it and keeps it.</summary>
    /// <exception cref="CodePackageException">The package can't be used.</exception>
    public async Task<FunctionCode> Add(Tenant tenant, ReadOnlyMemory<byte> zip, CancellationToken cancellationToken)
    {
        var code = new FunctionCode(
            Guid.NewGuid().ToString("N"), Convert.ToBase64String(SHA256.HashData(zip.Span)), zip.Length);
        var folder = FolderOf(tenant, code);
        try
        {
            await CodePackage.Unzip(
                zip, Directory.CreateDirectory(Path.Combine(folder, Task)).FullName, cancellationToken);
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
    public string TaskFolder(Tenant tenant, FunctionCode code) => Path.Combine(FolderOf(tenant, code), Task);

    /// <summary>Opens the package as it was uploaded.</summary>
    public Stream OpenZip(Tenant tenant, FunctionCode code) => File.OpenRead(Path.Combine(FolderOf(tenant, code), Zip));

    /// <summary>Removes code unless a function or a version of one still has it.</summary>
    public async Task RemoveUnused(Tenant tenant, FunctionCode code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        var all = await _functions.All(tenant, cancellationToken);
        if (all.All(function => function.Document.Code.Id != code.Id))
        {
            RemovableFolder.Remove(FolderOf(tenant, code));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Directory.Exists(_root))
        {
            return;
        }

        foreach (var region in Directory.EnumerateDirectories(_root).SelectMany(Directory.EnumerateDirectories))
        {
            var tenant = new Tenant(Path.GetFileName(Path.GetDirectoryName(region))!, Path.GetFileName(region));
            var folders = Directory.GetDirectories(region).Where(folder => Directory.GetCreationTimeUtc(folder) < _start);
            var old = folders.ToList();
            var all = await _functions.All(tenant, stoppingToken);
            var used = all.Select(function => function.Document.Code.Id).ToHashSet();
            foreach (var folder in old.Where(folder => !used.Contains(Path.GetFileName(folder))))
            {
                RemovableFolder.Remove(folder);
            }
        }
    }

    private string FolderOf(Tenant tenant, FunctionCode code) =>
        Path.Combine(_root, tenant.Account, tenant.Region, code.Id);
}

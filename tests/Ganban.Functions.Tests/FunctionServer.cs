using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Functions.Code;
using Ganban.Functions.Execution;
using Ganban.Functions.Programs;
using Ganban.Functions.Records;
using Ganban.Storage;
using Ganban.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Functions.Tests;

/// <summary>Functions on a store of their own, as the server composes them.</summary>
public sealed class FunctionServer : IAsyncDisposable
{
    private readonly SqliteResourceDatabase _database;
    private readonly ServiceProvider _services;

    private FunctionServer(Func<FunctionsOptions, FunctionsOptions>? change, string? folder)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("ganban-functions-").FullName;
        var options = new FunctionsOptions { Folder = Path.Combine(Folder, "functions") };
        _database = SqliteResourceDatabase.Open(Folder, TimeProvider.System);
        Store = new ResourceStore(_database, TimeProvider.System);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Store)
            .AddFunctions(_ => change?.Invoke(options) ?? options)
            .BuildServiceProvider();
    }

    public static Tenant Tenant { get; } = new("000000000000", "us-east-1");

    public string Folder { get; }

    public ResourceStore Store { get; }

    public FunctionRunner Runner => Get<FunctionRunner>();

    public PythonPrograms Programs => Get<PythonPrograms>();

    public static FunctionServer Open(
        Func<FunctionsOptions, FunctionsOptions>? change = null, string? folder = null) => new(change, folder);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static FunctionReference Reference(string name) => FunctionReference.Read(name, Tenant)!;

    public async Task Add(
        string name,
        string runtime,
        string handler,
        IReadOnlyDictionary<string, string> files,
        int timeoutSeconds = 20,
        Dictionary<string, string>? variables = null,
        Func<FunctionRecord, FunctionRecord>? change = null)
    {
        var code = await Get<CodeFolders>().Add(Tenant, Zip(files), CancellationToken.None);
        var record = new FunctionRecord(
            runtime, handler, "arn:aws:iam::000000000000:role/any", timeoutSeconds, 128, code, Guid.NewGuid().ToString())
        {
            Variables = variables ?? new() { ["COLOR"] = "green" },
        };
        record = change?.Invoke(record) ?? record;
        var document = new NewDocument<FunctionRecord>(name, record) { Name = name };
        await Store.CreateAsync(Tenant, FunctionRecord.Kind, document, CancellationToken.None);
    }

    public Task AddPython(
        string name,
        string source,
        int timeoutSeconds = 20,
        Func<FunctionRecord, FunctionRecord>? change = null) => Add(
            name,
            "python3.12",
            "app.handler",
            new Dictionary<string, string> { ["app.py"] = source },
            timeoutSeconds,
            change: change);

    public Task AddNode(string name, string source, string file = "index.mjs") => Add(
        name, "nodejs22.x", "index.handler", new Dictionary<string, string> { [file] = source });

    public Task AddShell(string name, string source, Dictionary<string, string>? variables = null) => Add(
        name, "provided.al2023", "any", new Dictionary<string, string> { ["bootstrap"] = source }, variables: variables);

    public Task<FunctionRun> Run(string name, string payload = "{}") =>
        Runner.Run(Reference(name), new FunctionEvent(Encoding.UTF8.GetBytes(payload)), CancellationToken.None);

    /// <summary>Lets an alias lead to a version of a function.</summary>
    public Task AddAlias(string function, string alias, string version) => Store.CreateAsync(
        Tenant,
        AliasRecord.Kind,
        new NewDocument<AliasRecord>(AliasRecord.Id(function, alias), new AliasRecord(version, "", "1"))
        {
            Name = alias,
            Parent = function,
        },
        CancellationToken.None);

    public static JsonNode? Json(FunctionRun run) => JsonNode.Parse(run.Answer.Payload.Span);

    public static byte[] Zip(IReadOnlyDictionary<string, string> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = unchecked((int)0x81ED0000); // a file that all may run
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Closes it and leaves its folder.</summary>
    public async Task Close()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        Directory.Delete(Folder, recursive: true);
    }
}

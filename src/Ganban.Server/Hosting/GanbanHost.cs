using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Engines.Scripted;
using Ganban.FrontDoors;
using Ganban.Inference.Serving;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Connections;
using Ganban.Protocol.Pipeline;
using Ganban.Server.Credentials;
using Ganban.Storage;
using Ganban.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Hosting;

/// <summary>Composes the server: configuration, the one port, the stores, the engines, the operations.</summary>
public static class GanbanHost
{
    /// <summary>How long running requests may take to end once the server is told to stop.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="overrides">Settings that win over files and environment, such as <c>Ganban:Port</c>.</param>
    /// <param name="cancellationToken">Ends the opening of the store.</param>
    /// <exception cref="StartupException">The settings can't work; the message says what to do.</exception>
    public static async Task<WebApplication> Build(
        IReadOnlyDictionary<string, string?> overrides,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(overrides);
        var options = Read(builder.Configuration);
        var database = Open(options.Data);
        ObjectStoreSetup? objects = null;
        try
        {
            objects = await ObjectStoreSetup.Open(options, cancellationToken);
            var store = new ResourceStore(database, TimeProvider.System);
            await RequireKeys(options, store, cancellationToken);
            AddServices(builder, options, database, store);
            objects.AddTo(builder.Services);
            builder.Services.AddFrontDoors(); // after S3, whose buckets may have a door's name
            var app = builder.Build();
            app.Map("/health/live", static () => Results.Text("live"));
            app.Map(
                "/health/ready",
                static (WarmUp warmUp) => warmUp.IsReady ? Results.Text("ready") : Results.StatusCode(503));
            var pipeline = app.Services.GetRequiredService<RequestPipeline>();
            app.Use(next => http => http.GetEndpoint() is null || pipeline.Companion(http.Request) is not null
                ? pipeline.Invoke(http)
                : next(http));
            return app;
        }
        catch (Exception e)
        {
            await (objects?.DisposeAsync() ?? ValueTask.CompletedTask);
            await database.DisposeAsync();
            if (e is OptionsValidationException or InvalidOperationException)
            {
                throw new StartupException($"A setting can't be used: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Starts the server.</summary>
    /// <returns>The address for clients, such as <c>http://127.0.0.1:8080</c>.</returns>
    /// <exception cref="StartupException">The port can't be had.</exception>
    public static async Task<string> Start(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupException(
                $"The port can't be opened: {e.Message} Choose another with --port, or 0 for a free one.", e);
        }
        catch (SocketException e)
        {
            throw new StartupException($"The address can't be opened: {e.Message} Check --host and --port.", e);
        }

        return app.Urls.First(url => url.StartsWith("http://", StringComparison.Ordinal));
    }

    private static ServerOptions Read(IConfiguration configuration)
    {
        var options = new ServerOptions();
        var protocol = new ProtocolOptions();
        try
        {
            configuration.GetSection(ServerOptions.Section).Bind(options);
            BindStrictly(configuration, options);
            configuration.GetSection(ServerOptions.ProtocolSection).Bind(protocol);
        }
        catch (InvalidOperationException e)
        {
            // The binder wraps what it found in words about itself.
            var cause = e.InnerException as InvalidOperationException ?? e;
            throw new StartupException($"A setting can't be read: {cause.Message}", e);
        }

        options.Model = ModelStoreSetup.PathOf(options, options.Model);
        foreach (var engine in options.Engines.Values)
        {
            engine.Path = ModelStoreSetup.PathOf(options, engine.Path);
            engine.EmbeddingPath = ModelStoreSetup.PathOf(options, engine.EmbeddingPath);
            engine.ProjectorPath = ModelStoreSetup.PathOf(options, engine.ProjectorPath);
        }

        ServerOptionsCheck.Check(options, protocol);
        return options;
    }

    // By itself the binder leaves out an element of a collection in which a value can't be read, and says nothing.
    private static void BindStrictly(IConfiguration configuration, ServerOptions options)
    {
        var section = configuration.GetSection(ServerOptions.Section);
        options.Engines.Clear();
        options.Bindings.Clear();
        options.Quotas.Clear();
        options.Budgets.Clear();
        options.Faults.Rules.Clear();
        options.Functions.Endpoints.Clear();
        section.GetSection(nameof(options.Engines)).Bind(options.Engines, Strict);
        section.GetSection(nameof(options.Bindings)).Bind(options.Bindings, Strict);
        section.GetSection(nameof(options.Quotas)).Bind(options.Quotas, Strict);
        section.GetSection(nameof(options.Budgets)).Bind(options.Budgets, Strict);
        section.GetSection(nameof(options.Faults)).Bind(options.Faults, Strict);
        section.GetSection(nameof(options.Functions)).Bind(options.Functions, Strict);

        static void Strict(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
    }

    private static SqliteResourceDatabase Open(string folder)
    {
        try
        {
            return SqliteResourceDatabase.Open(folder, TimeProvider.System);
        }
        catch (Exception e) when (e is StoreOpenException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {folder} can't be opened: {e.Message}", e);
        }
    }

    // Test credentials are for this machine only.
    private static async Task RequireKeys(
        ServerOptions options,
        ResourceStore store,
        CancellationToken cancellationToken)
    {
        if (!options.IsLoopback
            && options.Credentials.Count == 0
            && !await new StoredKeys(store).Any(cancellationToken))
        {
            throw new StartupException(
                $"Listening on {options.Host} lets other machines connect, and no credentials are configured. Create some with "
                + $"'ganban keys create --data {options.Data}' or set Ganban:Credentials, or listen on 127.0.0.1.");
        }
    }

    private static void AddServices(
        WebApplicationBuilder builder,
        ServerOptions options,
        SqliteResourceDatabase database,
        ResourceStore store)
    {
        var certificate = new Lazy<X509Certificate2>(
            () => DevelopmentCertificate.LoadOrCreate(Path.Combine(options.Data, "tls"), TimeProvider.System));
        Listen(builder, options, certificate);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services
            .AddSingleton(Options.Create(options))
            .AddSingleton<IResourceDatabase>(_ => database)
            .AddSingleton(store)
            .AddSingleton<StoredKeys>()
            .AddSingleton<IKeyring, ServerKeyring>()
            .AddSingleton(provider => ModelPoolSetup.Create(
                options.Models,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ModelPool>>()))
            .AddSingleton<EngineLog>()
            .AddSingleton<GgufEngines>()
            .AddSingleton<ImportedEngines>()
            .AddSingleton<CarriedEngines>()
            .AddSingleton<EngineWatch>()
            .AddSingleton<ScriptCounts>()
            .AddSingleton<TestEngines>()
            .AddSingleton<ConfiguredEngines>()
            .AddSingleton(provider => provider.GetRequiredService<ConfiguredEngines>().Models)
            .AddHostedService<EngineProbes>()
            .AddSingleton(certificate)
            .AddSingleton<WarmUp>()
            .AddHostedService(provider => provider.GetRequiredService<WarmUp>())
            .AddFeatures(options);
        TelemetrySetup.Add(builder.Services, options.Telemetry);
        builder.Services.Configure<ProtocolOptions>(protocol =>
        {
            builder.Configuration.GetSection(ServerOptions.ProtocolSection).Bind(protocol);
            protocol.DevelopmentMode = options.IsLoopback;
        });
    }

    private static void Listen(
        WebApplicationBuilder builder, ServerOptions options, Lazy<X509Certificate2> certificate)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseOnePort(new IPEndPoint(options.Address!, options.Port), () => certificate.Value);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // The pipeline limits bodies and answers in the protocol's words.
        });
    }
}

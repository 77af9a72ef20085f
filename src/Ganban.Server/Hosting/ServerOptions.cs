using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Ganban.Server.Hosting;

/// <summary>
/// The settings of the server: section <c>Ganban</c> of appsettings.json, environment variables <c>GANBAN__…</c>,
/// command line, the later winning over the earlier.
/// </summary>
public sealed class ServerOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Ganban";

    /// <summary>The section of <see cref="Ganban.Protocol.ProtocolOptions"/> inside it.</summary>
    public const string ProtocolSection = Section + ":Protocol";

    /// <summary>The port; 0 picks a free one.</summary>
    [Range(0, 65535, ErrorMessage = "Ganban:Port must be a number from 0 (pick a free port) to 65535.")]
    public int Port { get; set; } = 8080;

    /// <summary>The address to listen on.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The folder that holds everything the server keeps.</summary>
    public string Data { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ganban");

    /// <summary>
    /// The GGUF file of the text model or the name of a stored model; empty means the one that Ganban carries.
    /// </summary>
    public string Model { get; set; } = "";

    /// <summary>
    /// Whether every account may use every model without an agreement; absent means: in development mode, where only
    /// this machine can connect.
    /// </summary>
    public bool? GrantAllModels { get; set; }

    /// <summary>
    /// Whether rules of the service that only forbid are passed over; responses name those that were.
    /// </summary>
    public bool Lenient { get; set; }

    /// <summary>Regions in which no model may be invoked, as a policy would deny them.</summary>
    public IList<string> DeniedRegions { get; } = [];

    /// <summary>Engines by name, beside <c>carried</c>.</summary>
    public IDictionary<string, EngineOptions> Engines { get; } =
        new Dictionary<string, EngineOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which engines answer for which models; what no pattern means is answered by <c>carried</c>.</summary>
    public IList<BindingOptions> Bindings { get; } = [];

    /// <summary>Access keys beside those that <c>ganban keys create</c> keeps in the data folder.</summary>
    public IList<ConfiguredKey> Credentials { get; } = [];

    /// <summary>Where models are fetched from.</summary>
    public HubSettings Hub { get; } = new();

    /// <summary>What the store of models may take.</summary>
    public StoreSettings Store { get; } = new();

    /// <summary>What the models in this process may take.</summary>
    public ModelSettings Models { get; } = new();

    /// <summary>Where objects are kept.</summary>
    public ObjectSettings Objects { get; } = new();

    /// <summary>
    /// The users' own vector stores, by the ARNs that knowledge bases name them by; the first that fits is used.
    /// </summary>
    public IList<VectorStoreSettings> VectorStores { get; } = [];

    /// <summary>
    /// The users' own databases that knowledge bases ask in SQL, by the ARNs that name them; the first that fits is
    /// used.
    /// </summary>
    public IList<QueryEngineSettings> QueryEngines { get; } = [];

    /// <summary>How queries are written for them.</summary>
    public QueryGenerationSettings QueryGeneration { get; } = new();

    /// <summary>What the log of invocations may take.</summary>
    public InvocationLogSettings InvocationLog { get; } = new();

    /// <summary>What the list of calls may take.</summary>
    public CallListSettings Calls { get; } = new();

    /// <summary>How costs are told.</summary>
    public CostSettings Costs { get; } = new();

    /// <summary>How much accounts may use models.</summary>
    public IList<QuotaSettings> Quotas { get; } = [];

    /// <summary>How much invocations may cost.</summary>
    public IList<BudgetSettings> Budgets { get; } = [];

    /// <summary>Which invocations fail on purpose.</summary>
    public FaultSettings Faults { get; } = new();

    /// <summary>How much work goes on in the background at once.</summary>
    public JobSettings Jobs { get; } = new();

    /// <summary>What a batch inference job may hold, and how it is run.</summary>
    public BatchInferenceSettings BatchInference { get; } = new();

    /// <summary>What the crawler of knowledge bases may do.</summary>
    public WebCrawlerSettings WebCrawler { get; } = new();

    /// <summary>How functions are run.</summary>
    public FunctionSettings Functions { get; } = new();

    /// <summary>Where measurements and spans are sent.</summary>
    public TelemetrySettings Telemetry { get; } = new();

    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLoopback => Address is { } address && IPAddress.IsLoopback(address);

    /// <summary>The parsed address; null if it is none.</summary>
    internal IPAddress? Address =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out var address) ? address : null;
}

/// <summary>An access key given by configuration.</summary>
public sealed class ConfiguredKey
{
    /// <summary>The access key id.</summary>
    public string AccessKeyId { get; set; } = "";

    /// <summary>The secret.</summary>
    public string SecretAccessKey { get; set; } = "";

    /// <summary>The account: twelve digits.</summary>
    public string Account { get; set; } = "000000000000";

    /// <summary>The session token that requests must carry; absent for a long-term key.</summary>
    public string? SessionToken { get; set; }
}

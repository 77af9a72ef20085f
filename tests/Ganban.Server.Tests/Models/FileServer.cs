using System.Globalization;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>
/// The real server with models bound to files: `one`, `two` and `three`, of which two at a time fit in its memory and
/// whose answers need not end; and some that can't serve. A request for memory in use is refused at once.
/// </summary>
public sealed class FileServer : IAsyncLifetime
{
    public const string One = "anthropic.claude-3-haiku-20240307-v1:0";
    public const string Two = "meta.llama3-8b-instruct-v1:0";
    public const string Three = "amazon.titan-text-express-v1";
    public const string Cut = "cohere.command-r-v1:0";
    public const string Poisoned = "mistral.mistral-small-2402-v1:0";
    public const string Huge = "amazon.nova-micro-v1:0";
    public const string Short = "ai21.jamba-1-5-mini-v1:0";
    public const int ShortContext = 128;

    private const long KvBytes = 64 << 20;
    private const string EndlessTemplate =
        "{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}";

    private static readonly Dictionary<string, string> Bindings = new()
    {
        ["one"] = One,
        ["two"] = Two,
        ["three"] = Three,
        ["cut"] = Cut,
        ["poisoned"] = Poisoned,
        ["huge"] = Huge,
        ["short"] = Short,
    };

    public GanbanServer Server { get; } = new();

    public string PathOf(string engine) => Path.Combine(Server.Data, engine + ".gguf");

    public async Task InitializeAsync()
    {
        foreach (var engine in new[] { "one", "two", "three" })
        {
            CarriedModel.Write(PathOf(engine), CarriedModel.WithoutEnd);
        }

        var budget = 2 * (new FileInfo(PathOf("one")).Length + KvBytes);
        CarriedModel.Write(PathOf("poisoned"), template: EndlessTemplate);
        CarriedModel.Write(PathOf("short"));
        CarriedModel.Write(PathOf("cut"));
        CarriedModel.Write(PathOf("huge"));
        SetLength(PathOf("cut"), new FileInfo(PathOf("cut")).Length / 2);
        SetLength(PathOf("huge"), budget);
        Set("MODELS__BYTESMAX", budget.ToString(CultureInfo.InvariantCulture));
        Set("MODELS__KVBYTESMAX", KvBytes.ToString(CultureInfo.InvariantCulture));
        Set("MODELS__ROOMTIMEOUT", "00:00:00");
        Set("ENGINES__SHORT__CONTEXTLENGTH", ShortContext.ToString(CultureInfo.InvariantCulture));
        foreach (var (index, (engine, model)) in Bindings.Index())
        {
            Set($"ENGINES__{engine}__KIND", "gguf");
            Set($"ENGINES__{engine}__PATH", PathOf(engine));
            Set($"BINDINGS__{index}__PATTERN", model);
            Set($"BINDINGS__{index}__ENGINE", engine);
        }

        await Server.InitializeAsync();
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    private static void SetLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private void Set(string name, string value) => Server.Environment["GANBAN__" + name] = value;
}

using Ganban.Server.Hosting;

namespace Ganban.Server.Tests.Engines;

/// <summary>Engines and bindings are checked before anything is opened.</summary>
public sealed class EngineSettingsTests
{
    private const string Secret = "sk very secret";

    [Theory]
    [InlineData("Engines:house:Kind", "claude", "Ganban:Engines:house:Kind must be one of openai, ollama, stable-diffusion, bedrock, gguf, carried, scripted, replay, not 'claude'")]
    [InlineData("Engines:house:Url", "127.0.0.1:8000", "Ganban:Engines:house:Url must be an address")]
    [InlineData("Engines:house:Url", "ftp://127.0.0.1", "Ganban:Engines:house:Url must be an address")]
    [InlineData("Engines:house:Url", "http://me:secret@127.0.0.1", "without user")]
    [InlineData("Engines:house:Model", "", "Model or EmbeddingModel must name a model")]
    [InlineData("Engines:house:Model", "岩盤", "printable ASCII")]
    [InlineData("Engines:house:KeyVariable", "GANBAN_TEST_NOT_SET", "names the environment variable GANBAN_TEST_NOT_SET, which is not set")]
    [InlineData("Engines:house:Key", Secret, "has a key with characters that no key has")]
    [InlineData("Engines:house:Timeout", "soon", "'soon' at 'Ganban:Engines:house:Timeout'")]
    [InlineData("Engines:house:Modle", "tiny", "Modle")]
    [InlineData("Bindings:0:Engines", "house", "Engines")]
    [InlineData("Engines:house:IdleTimeout", "00:00:00", "IdleTimeout must be longer than nothing")]
    [InlineData("Engines:house:ContextLength", "0", "ContextLength must be at least 1")]
    [InlineData("Engines:house:Retries", "11", "Retries must be a number from 0 to 10")]
    [InlineData("Engines:house:RetryDelay", "00:01:00", "RetryDelay must be longer than nothing and at most 30 seconds")]
    [InlineData("Engines:house:Concurrency", "0", "Concurrency must be a number from 1")]
    [InlineData("Engines:house:EmbedsImages", "true", "EmbedsImages is for the kind openai with an EmbeddingModel")]
    [InlineData("Engines:house:HealthCheck", "00:00:00.5", "HealthCheck must be a time from a second to a day")]
    [InlineData("Engines:aws:Url", "there", "Ganban:Engines:aws:Url must be an address")]
    [InlineData("Engines:aws:Region", "Europe!", "Ganban:Engines:aws:Region must be a region such as eu-west-1")]
    [InlineData("Engines:aws:EmbeddingModel", "x", "are not for Amazon Bedrock")]
    [InlineData("Engines:aws:HealthCheck", "00:01:00", "HealthCheck is not for Amazon Bedrock")]
    [InlineData("Engines:my house:Kind", "carried", "must have a name of at most 64 letters")]
    [InlineData("Engines:carried:Kind", "carried", "can't have this name")]
    [InlineData("Engines:file:Kind", "gguf", "Ganban:Engines:file:Path or EmbeddingPath must name an existing GGUF file")]
    [InlineData("Engines:file:ProjectorPath", "/no/such.gguf", "Ganban:Engines:file:ProjectorPath must name an existing GGUF file")]
    [InlineData("Bindings:0:Engine", "hose", "Ganban:Bindings:0:Engine 'hose' is none of the engines: house, carried")]
    [InlineData("Bindings:0:Pattern", "antropic.*", "Pattern 'antropic.*' means no model of the catalog")]
    [InlineData("Bindings:0:Pattern", "", "Pattern '' means no model of the catalog")]
    [InlineData("Bindings:0:Pattern", "amazon.titan-embed-text-v2:0", "embeddings need its EmbeddingModel")]
    [InlineData("Bindings:0:Pattern", "amazon.nova-canvas-v1:0", "models of images its ImageModel")]
    [InlineData("Bindings:0:Balance:house", "2", "Ganban:Bindings:0:Engine and Balance exclude each other")]
    [InlineData("Bindings:0:Fallbacks:0", "hose", "Ganban:Bindings:0:Fallbacks 'hose' is none of the engines: house, carried")]
    [InlineData("Bindings:0:Fallbacks:0", "house", "Fallbacks holds an engine, 'house', that is asked already")]
    [InlineData("Bindings:1:Balance:house", "0", "Ganban:Bindings:1:Balance:house must be a weight from 1 to 1000, not 0")]
    [InlineData("Bindings:1:Balance:hose", "1", "Ganban:Bindings:1:Balance 'hose' is none of the engines: house, carried")]
    [InlineData("Bindings:1:Pattern", "META.*", "holds the pattern 'meta.*' 2 times")]
    public async Task What_cannot_work_is_named_and_nothing_starts(string name, string value, string message)
    {
        var settings = Settings();
        settings["Ganban:" + name] = value;
        if (name.StartsWith("Engines:aws:", StringComparison.Ordinal))
        {
            settings["Ganban:Engines:aws:Kind"] = "bedrock";
        }

        if (name == "Engines:file:ProjectorPath")
        {
            settings["Ganban:Engines:file:Kind"] = "gguf";
        }

        if (name.StartsWith("Bindings:1", StringComparison.Ordinal))
        {
            settings.TryAdd("Ganban:Bindings:1:Pattern", "amazon.*");
            if (!name.Contains("Balance", StringComparison.Ordinal))
            {
                settings["Ganban:Bindings:1:Engine"] = "house";
            }
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(
            () => GanbanHost.Build(settings, CancellationToken.None));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings["Ganban:Data"]));
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["Ganban:Data"] = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        ["Ganban:Engines:house:Kind"] = "openai",
        ["Ganban:Engines:house:Url"] = "http://127.0.0.1:1/v1",
        ["Ganban:Engines:house:Model"] = "tiny",
        ["Ganban:Bindings:0:Pattern"] = "meta.*",
        ["Ganban:Bindings:0:Engine"] = "house",
    };
}

using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Engines.Recorded;
using Ganban.Bedrock.Engines.Scripted;

namespace Ganban.Server.Hosting;

/// <summary>Makes the engines that help tests: they play what somebody wrote or recorded.</summary>
internal sealed class TestEngines(ScriptCounts counts, TimeProvider clock, ILogger<Recordings> logger)
{
    /// <summary>An engine that plays a script.</summary>
    public Engine Scripted(string name, EngineOptions options) => new(
        name,
        $"plays the script {options.Script}",
        new TextEngine(
            $"{name} (scripted)",
            new ScriptedChatClient(name, Script.Load(options.Script), counts, clock)),
        null);

    /// <summary>An engine that replays recordings.</summary>
    public Engine Replay(string name, EngineOptions options)
    {
        var recordings = new Recordings(options.Folder, logger);
        return new Engine(
            name,
            $"replays the recordings in {options.Folder}",
            new TextEngine($"{name} (replay)", new ReplayChatClient(name, recordings)),
            new EmbeddingEngine($"{name} (replay)", new ReplayEmbeddingGenerator(name, recordings)));
    }

    /// <summary>The engine, with its answers recorded where that is asked for.</summary>
    public Engine Recorded(Engine engine, EngineOptions options)
    {
        if (options.Record.Length == 0)
        {
            return engine;
        }

        var recordings = new Recordings(options.Record, logger);
        return engine with
        {
            About = $"{engine.About}, recorded in {options.Record}",
            Text = engine.Text is { } text
                ? text with { Client = new RecordingChatClient(text.Client, recordings) }
                : null,
            Embedding = engine.Embedding is { } embedding
                ? embedding with
                {
                    Generator = new RecordingEmbeddingGenerator(embedding.Generator, recordings),
                    Images = null, // recordings have no place for them
                }
                : null,
        };
    }
}

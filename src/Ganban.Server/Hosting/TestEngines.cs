using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Engines.Scripted;

namespace Ganban.Server.Hosting;

/// <summary>Makes the engines that help tests: they play what somebody wrote or recorded.</summary>
internal sealed class TestEngines(ScriptCounts counts, TimeProvider clock)
{
    /// <summary>An engine that plays a script.</summary>
    public Engine Scripted(string name, EngineOptions options) => new(
        name,
        $"plays the script {options.Script}",
        new TextEngine(
            $"{name} (scripted)",
            new ScriptedChatClient(name, Script.Load(options.Script), counts, clock)),
        null);
}

using Ganban.Bedrock.Engines.Scripted;

namespace Ganban.Server.Hosting;

/// <summary>Checks the settings of engines that help tests.</summary>
internal static class TestEnginesCheck
{
    /// <summary>What is wrong with a scripted engine.</summary>
    public static IEnumerable<string> OfScripted(EngineOptions engine)
    {
        if (engine.Script.Length == 0)
        {
            return [":Script must name a file of rules."];
        }

        try
        {
            Script.Load(engine.Script);
            return [];
        }
        catch (ScriptException e)
        {
            return [$":Script can't be used: {engine.Script}: {e.Message}"];
        }
    }
}

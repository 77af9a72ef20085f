using Ganban.Bedrock.Engines.Scripted;

namespace Ganban.Server.Hosting;

/// <summary>Checks the settings of engines that help tests.</summary>
internal static class TestEnginesCheck
{
    /// <summary>What is wrong with an engine that replays.</summary>
    public static IEnumerable<string> OfReplay(EngineOptions engine)
    {
        if (!Directory.Exists(engine.Folder))
        {
            yield return $":Folder must name a folder of recordings; there is none at '{engine.Folder}'.";
        }

        if (engine.Record.Length > 0)
        {
            yield return ":Record has no use with what is a recording already. Remove it.";
        }
    }

    /// <summary>What is wrong with the folder that an engine is recorded in; it is made if need be.</summary>
    public static IEnumerable<string> OfRecord(EngineOptions engine)
    {
        try
        {
            _ = engine.Record.Length == 0 ? null : Directory.CreateDirectory(engine.Record);
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [$":Record must name a folder that can be made: {e.Message}"];
        }
    }

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

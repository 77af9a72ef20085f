using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Engines.Scripted;
using Ganban.Bedrock.FoundationModels;

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
        var kind = engine.Kind.ToLowerInvariant();
        if (engine.Record.Length > 0 && kind is EngineKind.Bedrock or EngineKind.StableDiffusion)
        {
            return [$":Record can't be used with {engine.Kind}: only texts and vectors of other kinds are recorded. Remove it."];
        }

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
            var models = ModelCatalog.Load().Models;
            return
            [
                .. Script.Load(engine.Script).Rules
                    .Select(rule => rule.When?.Model)
                    .Where(text => text is not null && !models.Any(model => new ModelPattern(text).Matches(model.Id)))
                    .Select(text => $":Script {engine.Script} has a rule for '{text}', which means no model of the catalog."),
            ];
        }
        catch (ScriptException e)
        {
            return [$":Script can't be used: {engine.Script}: {e.Message}"];
        }
    }
}

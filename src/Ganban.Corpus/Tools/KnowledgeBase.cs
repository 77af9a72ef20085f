using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>A tool that searches documents.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Parameter">The name of the parameter that takes the query.</param>
internal sealed record KnowledgeBase(Tool Tool, string Parameter)
{
    /// <summary>Such a tool.</summary>
    public static KnowledgeBase Draw(Scene scene)
    {
        var words = scene.Lexicon.ToolWords;
        var parameter = scene.IsJapanese && scene.Chance(0.15) ? "検索語" : words.Write(scene, "kb.parameter");
        var meaning = scene.Draw.Pick(
            "", scene.In("search keywords", "検索キーワード"), scene.In("what to search for", "検索する語"));
        var description = words.Write(scene, scene.In("kb.english", "kb.japanese"));
        var name = ToolWords.Name(scene, () => words.Write(scene, "kb.name"));
        var tool = Tool.Of(name, description, [new Parameter(parameter, "string", meaning, IsRequired: true)]);
        return new(tool, parameter);
    }

    /// <summary>A search.</summary>
    public ToolCall Call(string query) => new(Tool.Name, new JsonObject { [Parameter] = query });
}

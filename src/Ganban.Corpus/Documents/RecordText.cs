using System.Text.Json.Nodes;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Documents;

/// <summary>The values of one thing as a machine or an office keeps them: JSON, data files, forms, letters.</summary>
internal sealed class RecordText(Scene scene)
{
    /// <summary>The values, no two of them with the same label.</summary>
    public string Write(string name, IReadOnlyList<Fact> facts)
    {
        var nameLabel = scene.Say("label.name");
        if (scene.Split == Split.Unseen)
        {
            return Json(name, nameLabel, facts);
        }

        return scene.Draw.PickWeighted(0.2, 0.6, 0.1, 0.1) switch
        {
            0 => Json(name, nameLabel, facts),
            1 => Form.Draw(scene).Write(scene, name, nameLabel, facts),
            2 => Grid.Write(
                scene,
                [
                    facts.Select(fact => fact.Label).Prepend(nameLabel),
                    facts.Select(fact => fact.Value).Prepend(name),
                ]),
            _ => Letter(name, facts),
        };
    }

    private static string Json(string name, string nameLabel, IReadOnlyList<Fact> facts)
    {
        var record = new JsonObject { [nameLabel] = name };
        foreach (var fact in facts)
        {
            record[fact.Label] = fact.Value;
        }

        return PlainJson.Spaced(record);
    }

    private string Letter(string name, IReadOnlyList<Fact> facts)
    {
        var style = new Style(scene);
        var lines = facts.Select(fact => style.Fact(fact.Label, fact.Value));
        return string.Join('\n', [scene.Say("doc.letter.open", ("e", name)), .. lines, scene.Say("doc.letter.close")]);
    }
}

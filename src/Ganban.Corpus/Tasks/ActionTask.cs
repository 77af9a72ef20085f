using System.Text.Json.Nodes;
using Ganban.Corpus.Names;
using Ganban.Corpus.Tools;

namespace Ganban.Corpus.Tasks;

/// <summary>
/// One tool of several, called with what the request says, or twice for two requests; and requests that none of the
/// tools is for.
/// </summary>
internal static class ActionTask
{
    public static Conversation Draw(Scene scene)
    {
        var count = scene.Chance(0.12) ? 2 : 1;
        var requests = Requests(scene, count);
        var tool = requests[0].Tool;
        List<Tool> tools = [tool, .. Others(scene, scene.Draw.PickWeighted(0.35, 0.3, 0.2, 0.15), requests[0].About)];
        tools = [.. tools.DistinctBy(other => other.Name)];
        scene.Draw.Shuffle(tools);
        var turns = new List<Turn>();
        switch (scene.Draw.PickWeighted(0.82, 0.08, 0.1))
        {
            case 0:
                Call(scene, turns, requests);
                break;
            case 1:
                // Nothing on offer does it.
                tools.Remove(tool);
                turns.Add(new Turn.User(Manners.Polite(scene, requests[0].Text)));
                turns.Add(new Turn.Assistant(scene.Say("action.none"), []));
                break;
            default:
                var kind = scene.Draw.Pick("hello", "thanks", "who", "can", "bye", "morning");
                var (text, answer) = Chats.Draw(scene, kind);
                turns.Add(new Turn.User(text));
                turns.Add(new Turn.Assistant(answer, []));
                break;
        }

        if (tools.Count == 0)
        {
            tools.AddRange(Others(scene, 1, requests[0].About));
        }

        return new Conversation
        {
            Kind = "action",
            Language = scene.Language,
            System = scene.Chance(0.5) ? scene.Say("agent.system", ("p", scene.Names.Place())) : "",
            Tools = tools,
            Turns = turns,
        };
    }

    private static List<ActionRequest> Requests(Scene scene, int count)
    {
        switch (scene.Draw.PickWeighted(0.65, 0.22, 0.13))
        {
            case 0:
                var families = scene.IsJapanese ? scene.Lexicon.JapaneseActions : scene.Lexicon.Actions;
                return ActionRequest.Draw(scene, scene.Draw.PickFrom(families), count);
            case 1:
                return scene.Lexicon.FreeActions.Draw(scene, count);
            default:
                var lookUp = LookUp.Draw(scene);
                return
                [
                    .. scene.Names.Items(count).Select(item => new ActionRequest(
                        lookUp.Ask(scene, "agent.one", ("i", item)), lookUp.Tool, lookUp.Call(item))
                    {
                        IsLookUp = true,
                        About = lookUp.Topic.Key,
                    }),
                ];
        }
    }

    private static List<Tool> Others(Scene scene, int count, string about)
    {
        var others = new List<Tool>();
        while (others.Count < count)
        {
            var request = Requests(scene, 1)[0];
            if (request.About != about)
            {
                others.Add(request.Tool);
            }
        }

        return others;
    }

    private static void Call(Scene scene, List<Turn> turns, List<ActionRequest> requests)
    {
        var between = scene.Draw.Pick(" ", "\n", scene.In(" And ", "また、"));
        var text = string.Join(between, requests.Select(request => request.Text));
        turns.Add(new Turn.User(Manners.Polite(scene, text)));
        List<ActionRequest> distinct =
        [
            .. requests.DistinctBy(request => PlainJson.Compact(request.Call.Arguments)),
        ];
        turns.Add(new Turn.Assistant("", [.. distinct.Select(request => request.Call)]));
        if (distinct.Count > 1 || requests[0].IsLookUp || !scene.Chance(0.6))
        {
            return;
        }

        var (result, answer) = Result(scene);
        turns.Add(new Turn.Result(0, result));
        turns.Add(new Turn.Assistant(answer, []));
    }

    private static (string Result, string Answer) Result(Scene scene)
    {
        if (scene.Chance(0.3))
        {
            var done = scene.Draw.Pick("ok", "{\"status\": \"ok\"}", "done", "{\"success\": true}", "completed", "OK");
            return (done, scene.Say("action.done"));
        }

        if (scene.Chance(0.15))
        {
            var error = scene.Draw.Pick(
                "error", "{\"error\": \"failed\"}", "failed", "{\"status\": \"error\"}", "timeout");
            return (error, scene.Say("action.failed"));
        }

        var value = scene.Values.Of(scene.Draw.Pick(Enum.GetValues<ValueKind>()));
        var result = scene.Draw.Below(3) switch
        {
            0 => value,
            1 => PlainJson.Spaced(new JsonObject { ["result"] = value }),
            _ => PlainJson.Compact(new JsonObject { ["status"] = "ok", [scene.Names.Word()] = value }),
        };
        return (result, scene.Say("action.result", ("v", value)));
    }
}

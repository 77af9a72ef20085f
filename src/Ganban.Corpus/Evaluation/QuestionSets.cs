using System.Text.Json.Nodes;
using Ganban.Corpus.Tools;
using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Evaluation;

/// <summary>
/// Measures on public question sets, read from a folder: JSQuAD (`jsquad-valid-v1.3.json`), XQuAD (`xquad.en.json`) and
/// the Berkeley Function Calling Leaderboard's simple part (`bfcl-v4-simple-python.jsonl` with `…-answers.jsonl`).
/// </summary>
/// <param name="model">The model.</param>
/// <param name="folder">The folder.</param>
/// <param name="concurrent">How many questions are asked at once, at least 1.</param>
public sealed class QuestionSets(ModelUnderTest model, string folder, int concurrent)
{
    private const string BfclName = "bfcl-v4-simple-python";

    /// <summary>Questions about Japanese paragraphs: exact match and F1 of characters.</summary>
    public Task<IReadOnlyList<Measure>> Jsquad(int count, CancellationToken cancellationToken) => Squad(
        "JSQuAD-valid",
        "jsquad-valid-v1.3.json",
        "次の文書を読んで質問に答えてください。値だけ答えてください。",
        isJapanese: true,
        count,
        cancellationToken);

    /// <summary>Questions about English paragraphs: exact match and F1 of words.</summary>
    public Task<IReadOnlyList<Measure>> Xquad(int count, CancellationToken cancellationToken) => Squad(
        "XQuAD-en",
        "xquad.en.json",
        "Read the text below and answer the question. Answer with the value only.",
        isJapanese: false,
        count,
        cancellationToken);

    /// <summary>One function on offer: right is the function with accepted arguments.</summary>
    public async Task<IReadOnlyList<Measure>> Bfcl(int count, CancellationToken cancellationToken)
    {
        var answers = Lines($"{BfclName}-answers.jsonl").ToDictionary(
            line => line["id"]!.GetValue<string>(),
            line => line["ground_truth"]![0]!.AsObject(),
            StringComparer.Ordinal);
        var right = new Tally("BFCL simple: fully right");
        var called = new Tally("BFCL simple: calls the function");
        var questions = Lines($"{BfclName}.jsonl").Take(count);
        await Parallel.ForEachAsync(questions, Options(cancellationToken), async (line, _) =>
        {
            var function = line["function"]![0]!;
            var tool = new Tool(
                function["name"]!.GetValue<string>(),
                function["description"]!.GetValue<string>(),
                Schema(function["parameters"]!.AsObject()));
            var question = line["question"]![0]![0]!["content"]!.GetValue<string>();
            if (await model.Ask([new(ChatRole.User, question)], [tool], cancellationToken) is not { } reply)
            {
                right.Leave();
                return;
            }

            var accepted = answers[line["id"]!.GetValue<string>()][tool.Name]!.AsObject();
            var isCalled = reply.Calls is [var call] && call.Name == tool.Name;
            string Failure() => $"asked:    {question}\naccepted: {PlainJson.Spaced(accepted)}\nmade:     "
                + string.Join(' ', reply.Calls.Select(made => made.Name + PlainJson.Spaced(made.Arguments)))
                + reply.Text;
            called.Add(isCalled ? 1 : 0, Failure);
            right.Add(isCalled && IsAccepted(reply.Calls[0].Arguments, accepted) ? 1 : 0, Failure);
        });
        return [right.ToMeasure(), called.ToMeasure()];
    }

    private static bool IsAccepted(JsonObject arguments, JsonObject accepted) =>
        arguments.All(argument => accepted.ContainsKey(argument.Key)) && accepted.All(wanted =>
        {
            var values = wanted.Value!.AsArray();
            return arguments.TryGetPropertyValue(wanted.Key, out var value)
                ? Agreement.IsAccepted(value, values)
                : values.Any(other => other is JsonValue optional && optional.TryGetValue(out string? text)
                    && text.Length == 0);
        });

    /// <summary>The set's types are Python's.</summary>
    private static JsonObject Schema(JsonObject schema)
    {
        var converted = new JsonObject();
        foreach (var (name, value) in schema)
        {
            converted[name] = name switch
            {
                "type" when value is JsonValue => value.GetValue<string>() switch
                {
                    "dict" => "object",
                    "float" => "number",
                    "tuple" or "list" => "array",
                    "any" => "string",
                    var type => type,
                },
                "default" or "optional" or "format" => null,
                _ when value is JsonObject inner => Schema(inner),
                _ => value?.DeepClone(),
            };
            if (converted[name] is null)
            {
                converted.Remove(name);
            }
        }

        return converted;
    }

    private async Task<IReadOnlyList<Measure>> Squad(
        string name, string file, string instruction, bool isJapanese, int count, CancellationToken cancellationToken)
    {
        var exact = new Tally($"{name}: exact match");
        var overlap = new Tally($"{name}: F1");
        await Parallel.ForEachAsync(Questions(file, count), Options(cancellationToken), async (item, _) =>
        {
            List<ChatMessage> messages =
            [
                new(ChatRole.System, $"{instruction}\n<document>\n{item.Context}\n</document>"),
                new(ChatRole.User, item.Question),
            ];
            if (await model.Ask(messages, [], cancellationToken) is not { } reply)
            {
                overlap.Leave();
                return;
            }

            var said = reply.Text.TrimEnd('。', '.');
            string Failure() => $"asked:  {item.Question}\nwanted: {item.Answers[0]}\nsaid:   {reply.Text}";
            exact.Add(item.Answers.Contains(said, StringComparer.OrdinalIgnoreCase) ? 1 : 0, Failure);
            overlap.Add(item.Answers.Max(answer => Agreement.F1(said, answer, isJapanese)), Failure);
        });
        return [exact.ToMeasure(), overlap.ToMeasure()];
    }

    /// <summary>Questions from all over the file, always the same.</summary>
    private List<(string Context, string Question, List<string> Answers)> Questions(string file, int count)
    {
        var data = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!["data"]!.AsArray();
        var all =
            from article in data
            from paragraph in article["paragraphs"]!.AsArray()
            let context = paragraph["context"]!.GetValue<string>().Split(" [SEP] ")[^1]
            from question in paragraph["qas"]!.AsArray()
            let answers = question["answers"]!.AsArray().Select(answer => answer!["text"]!.GetValue<string>()).ToList()
            where answers.Count > 0
            select (context, question["question"]!.GetValue<string>(), answers);
        var questions = all.ToList();
        var step = Math.Max(1, questions.Count / count);
        return [.. questions.Where((_, index) => index % step == 0).Take(count)];
    }

    private IEnumerable<JsonObject> Lines(string file) => File.ReadLines(Path.Combine(folder, file))
        .Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject());

    private ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = concurrent, CancellationToken = cancellationToken };
}

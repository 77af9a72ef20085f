using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Evaluation;

/// <summary>Measures on held-out conversations of the corpus.</summary>
/// <param name="model">The model.</param>
/// <param name="concurrent">How many conversations are held at once, at least 1.</param>
public sealed class CorpusEvaluation(ModelUnderTest model, int concurrent)
{
    internal const ulong Seed = 777_001;

    /// <summary>
    /// The agent's loop, closed: right is what names every item with its value; and besides, the shares of those that
    /// made every call, and of those whose last words are exactly the expected ones.
    /// </summary>
    public async Task<IReadOnlyList<Measure>> Agent(
        Language language, Split split, int count, CancellationToken cancellationToken)
    {
        var name = $"agent loop, {Name(language)}, {Name(split)}";
        var told = new Tally(name);
        var called = new Tally($"{name}: every call made");
        var exact = new Tally($"{name}: last words exact");
        await ForEach("agent", language, split, count, IsAgentLoop, async conversation =>
        {
            var messages = Replay.Until(conversation, 1);
            var results = AgentLoop.Results(conversation);
            if (await AgentLoop.Run(model, messages, conversation.Tools, results, cancellationToken)
                is not var (text, calls))
            {
                told.Leave();
                return;
            }

            var wanted = ((Turn.Assistant)conversation.Turns[^1]).Text;
            var items = conversation.Turns.OfType<Turn.Assistant>().SelectMany(turn => turn.Calls)
                .Where(call => conversation.Expected.Contains(call.Arguments.First().Value?.ToString() ?? ""));
            var hasCalls = items.All(call => calls.Exists(
                made => made.Name == call.Name && Agreement.Same(made.Arguments, call.Arguments)));
            var hasAll = hasCalls && conversation.Expected.All(
                part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
            string Failure() => $"wanted: {wanted}\nsaid:   {text}\ncalls:  "
                + string.Join(" ", calls.Select(call => call.Name + PlainJson.Spaced(call.Arguments)));
            told.Add(hasAll ? 1 : 0, Failure);
            called.Add(hasCalls ? 1 : 0, Failure);
            exact.Add(text == wanted ? 1 : 0, Failure);
        }, cancellationToken);
        return [told.ToMeasure(), called.ToMeasure(), exact.ToMeasure()];
    }

    /// <summary>Questions about documents in the prompt, each after the right answers to those before it.</summary>
    public async Task<IReadOnlyList<Measure>> Grounded(
        Language language, Split split, int count, CancellationToken cancellationToken)
    {
        var name = $"grounded question, {Name(language)}, {Name(split)}";
        var exact = new Tally($"{name}: exact");
        var refused = new Tally($"{name}: unanswerable refused");
        var wrongly = new Tally($"{name}: answerable refused (0 is best)");
        await ForEach("grounded", language, split, count, c => c.Documents.Count == 0, async conversation =>
        {
            for (var turn = 1; turn < conversation.Turns.Count; turn += 2)
            {
                var messages = Replay.Until(conversation, turn);
                if (await model.Ask(messages, [], cancellationToken) is not { } reply)
                {
                    exact.Leave();
                    continue;
                }

                var wanted = ((Turn.Assistant)conversation.Turns[turn]).Text;
                var isRefusal = Agreement.IsRefusal(reply.Text);
                string Failure() => $"asked:  {messages[^1].Text[^Math.Min(80, messages[^1].Text.Length)..]}\n"
                    + $"wanted: {wanted}\nsaid:   {reply.Text}";
                if (Agreement.IsRefusal(wanted))
                {
                    refused.Add(isRefusal ? 1 : 0, Failure);
                }
                else
                {
                    exact.Add(reply.Text == wanted ? 1 : 0, Failure);
                    wrongly.Add(isRefusal ? 1 : 0, Failure);
                }
            }
        }, cancellationToken);
        return [exact.ToMeasure(), refused.ToMeasure(), wrongly.ToMeasure()];
    }

    /// <summary>A request for one of several tools: right is the tool with every argument.</summary>
    public async Task<IReadOnlyList<Measure>> Action(
        Language language, Split split, int count, CancellationToken cancellationToken)
    {
        var name = $"single tool call, {Name(language)}, {Name(split)}";
        var right = new Tally($"{name}: fully right");
        var tool = new Tally($"{name}: right tool");
        await ForEach("action", language, split, count, IsSingleCall, async conversation =>
        {
            if (await model.Ask(Replay.Until(conversation, 1), conversation.Tools, cancellationToken) is not { } reply)
            {
                right.Leave();
                return;
            }

            var wanted = ((Turn.Assistant)conversation.Turns[1]).Calls[0];
            string Failure() => $"asked:  {((Turn.User)conversation.Turns[0]).Text}\n"
                + $"wanted: {wanted.Name} {PlainJson.Spaced(wanted.Arguments)}\nmade:   "
                + string.Join(" ", reply.Calls.Select(call => $"{call.Name} {PlainJson.Spaced(call.Arguments)}")) + reply.Text;
            var isTool = reply.Calls is [var call] && call.Name == wanted.Name;
            tool.Add(isTool ? 1 : 0, Failure);
            right.Add(isTool && Agreement.Same(reply.Calls[0].Arguments, wanted.Arguments) ? 1 : 0, Failure);
        }, cancellationToken);
        return [right.ToMeasure(), tool.ToMeasure()];
    }

    /// <summary>Conversations of a kind, each turn after the right ones before it: right is every turn exact.
    /// </summary>
    public async Task<Measure> Exact(
        string kind, Language language, Split split, int count, CancellationToken cancellationToken)
    {
        var exact = new Tally($"{kind}, {Name(language)}, {Name(split)}: every turn exact");
        await ForEach(kind, language, split, count, c => c.Documents.Count == 0, async conversation =>
        {
            for (var turn = 0; turn < conversation.Turns.Count; turn++)
            {
                if (conversation.Turns[turn] is not Turn.Assistant wanted)
                {
                    continue;
                }

                var messages = Replay.Until(conversation, turn);
                if (await model.Ask(messages, conversation.Tools, cancellationToken) is not { } reply)
                {
                    exact.Leave();
                    return;
                }

                if (reply.Text != wanted.Text || !SameCalls(reply.Calls, wanted.Calls))
                {
                    exact.Add(0, () => $"wanted: {wanted.Text} {Calls(wanted.Calls)}\nsaid:   {reply.Text} {Calls(reply.Calls)}");
                    return;
                }
            }

            exact.Add(1, () => "");
        }, cancellationToken);
        return exact.ToMeasure();
    }

    private static bool SameCalls(IReadOnlyList<Tools.ToolCall> made, IReadOnlyList<Tools.ToolCall> wanted) =>
        made.Count == wanted.Count && made.Zip(wanted).All(pair =>
            pair.First.Name == pair.Second.Name && Agreement.Same(pair.First.Arguments, pair.Second.Arguments));

    private static string Calls(IEnumerable<Tools.ToolCall> calls) =>
        string.Join(' ', calls.Select(call => call.Name + PlainJson.Spaced(call.Arguments)));

    private static bool IsAgentLoop(Conversation conversation) => conversation.Expected.Count > 0;

    private static bool IsSingleCall(Conversation conversation) =>
        conversation.Turns[1] is Turn.Assistant { Calls.Count: 1 };

    private static string Name(Language language) => language == Language.Japanese ? "ja" : "en";

    private static string Name(Split split) => split.ToString().ToLowerInvariant();

    private async Task ForEach(
        string kind,
        Language language,
        Split split,
        int count,
        Func<Conversation, bool> admits,
        Func<Conversation, Task> measure,
        CancellationToken cancellationToken)
    {
        var source = new ConversationSource(Seed, split);
        var conversations = Enumerable.Range(0, int.MaxValue)
            .Select(number => source.Draw(kind, language, number)).Where(admits).Take(count);
        await Parallel.ForEachAsync(
            conversations,
            new ParallelOptions { MaxDegreeOfParallelism = concurrent, CancellationToken = cancellationToken },
            async (conversation, _) => await measure(conversation));
    }
}

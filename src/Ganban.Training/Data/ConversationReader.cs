using System.Text.Json.Nodes;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Tokenizers;

namespace Ganban.Training.Data;

/// <summary>
/// Makes examples of conversations with a model's own chat template. Each turn of the assistant counts to its last
/// control token; all else is only read.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="template">The model's chat template.</param>
internal sealed class ConversationReader(Tokenizer tokenizer, ChatTemplate template)
{
    /// <summary>Makes an example.</summary>
    /// <param name="messages">
    /// Objects with `role` and `content`, and where they apply `tool_calls`, `tool_call_id` and `name`.
    /// </param>
    /// <param name="tools">The tools on offer, `{"type": "function", "function": {…}}` each; null for none.</param>
    /// <exception cref="FormatException">The conversation can't be an example.</exception>
    /// <exception cref="ChatTemplateException">The template refuses it.</exception>
    public TrainingExample Read(JsonArray messages, JsonArray? tools)
    {
        List<int> tokens = [];
        List<float> weights = [];
        var written = "";
        for (var index = 0; index < messages.Count; index++)
        {
            if ((string?)messages[index]?["role"] == "assistant")
            {
                var before = Render(messages, index, tools, opensTurn: true);
                Append(before, ref written, counts: false);
                Append(Render(messages, index + 1, tools, opensTurn: false), ref written, counts: true);
            }
        }

        if (tokens.Count == 0)
        {
            throw new FormatException("The conversation has no turn of the role 'assistant'.");
        }

        return tokenizer.AddsBos && tokens[0] != tokenizer.BosToken
            ? new TrainingExample([tokenizer.BosToken!.Value, .. tokens], [0, .. weights])
            : new TrainingExample([.. tokens], [.. weights]);

        void Append(IReadOnlyList<PromptSegment> segments, ref string written, bool counts)
        {
            var text = string.Concat(segments.Select(segment => segment.Text));
            if (!text.StartsWith(written, StringComparison.Ordinal))
            {
                throw new FormatException("The model's chat template writes earlier turns differently when others "
                    + "follow. Give each turn of the assistant as a conversation of its own.");
            }

            var added = tokenizer.Encode([.. After(segments, written.Length)]);
            var tail = added.Reverse().TakeWhile(token => !tokenizer.IsControl(token)).Count();
            var end = counts ? added.Count - tail : 0;
            tokens.AddRange(added);
            weights.AddRange(added.Select((_, place) => place < end ? 1f : 0f));
            written = text;
        }
    }

    private IReadOnlyList<PromptSegment> Render(JsonArray messages, int count, JsonArray? tools, bool opensTurn) =>
        template.Render(new ChatPrompt
        {
            Messages = [.. messages.Take(count).Select(message => message!.DeepClone())],
            Tools = (JsonArray?)tools?.DeepClone(),
            AddGenerationPrompt = opensTurn,
            BosToken = Name(tokenizer.BosToken),
            EosToken = Name(tokenizer.EosToken),
        });

    private string Name(int? token) => token is { } known ? tokenizer.TokenName(known) : "";

    private static IEnumerable<TextSegment> After(IReadOnlyList<PromptSegment> segments, int start)
    {
        foreach (var segment in segments)
        {
            if (segment.Text.Length > start)
            {
                yield return new TextSegment(segment.Text[start..], segment.IsTrusted);
            }

            start = Math.Max(0, start - segment.Text.Length);
        }
    }
}

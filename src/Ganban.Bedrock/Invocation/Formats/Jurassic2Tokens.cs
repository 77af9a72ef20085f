using System.Text.Json.Nodes;
using Ganban.Inference.Generation;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Writes Jurassic-2's token lists: each token with its log-probability and its place in the text.</summary>
internal static class Jurassic2Tokens
{
    /// <summary>
    /// The tokens of the prompt itself, without those that the engine's chat template puts around it.
    /// </summary>
    public static JsonArray OfPrompt(ChatAnswer answer, string prompt)
    {
        var all = string.Concat(answer.PromptTokens.Select(token => token.Text));
        var place = Math.Max(0, all.LastIndexOf(prompt, StringComparison.Ordinal));
        var list = new JsonArray();
        var start = -place;
        foreach (var token in answer.PromptTokens)
        {
            var end = start + token.Text.Length;
            if (end > 0 && start < prompt.Length)
            {
                list.Add(Token(Spelled(token), token.LogProbability, Math.Max(0, start), Math.Min(end, prompt.Length)));
            }

            start = end;
        }

        return list;
    }

    /// <summary>
    /// The tokens of the answer. Those of a stop sequence and the token that ends the text lie behind the text and take
    /// no place in it.
    /// </summary>
    public static JsonArray OfAnswer(ChatAnswer answer)
    {
        var list = new JsonArray();
        var start = 0;
        foreach (var token in answer.Tokens)
        {
            var isEnd = start >= answer.Text.Length && answer.End == AnswerEnd.EndTurn;
            var end = Math.Min(start + token.Text.Length, answer.Text.Length);
            list.Add(Token(isEnd ? "<|endoftext|>" : Spelled(token), token.LogProbability, start, end));
            start = end;
        }

        return list;
    }

    private static string Spelled(TokenDetail token) =>
        token.Text.Replace(' ', '▁').Replace("\n", "<|newline|>", StringComparison.Ordinal);

    private static JsonObject Token(string text, float logProbability, int start, int end)
    {
        // Nothing predicts a text's first token.
        var known = float.IsFinite(logProbability) ? logProbability : 0;
        return new()
        {
            ["generatedToken"] = new JsonObject { ["token"] = text, ["logprob"] = known, ["raw_logprob"] = known },
            ["topTokens"] = null,
            ["textRange"] = new JsonObject { ["start"] = start, ["end"] = end },
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Tokenizers;

namespace Ganban.Training.Data;

/// <summary>
/// Examples in a file of JSON lines: `{"text": "…"}`, of which every token counts; `{"messages": […], "tools": […]}`, a
/// conversation as chat templates take it, of which the assistant's turns count; or `{"tokens": […], "weights": […]}`.
/// </summary>
public static class ExampleFile
{
    /// <summary>Reads all examples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tokenizer">
    /// Makes tokens of texts. A text begins with its begin-of-sequence token if prompts must, and ends with its
    /// end-of-sequence token.
    /// </param>
    /// <param name="template">Writes conversations; null if the model has none.</param>
    /// <exception cref="TrainingException">A line is none of these, or the file has no line.</exception>
    public static IReadOnlyList<TrainingExample> Read(string path, Tokenizer tokenizer, ChatTemplate? template)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var conversations = template is null ? null : new ConversationReader(tokenizer, template);
        var examples = new List<TrainingExample>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                examples.Add(Parse(line, tokenizer, conversations));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
                or KeyNotFoundException or ChatTemplateException)
            {
                throw new TrainingException($"Line {number} of '{path}' is no example: {e.Message} A line is "
                    + """{"text": "…"}, {"messages": […]} or {"tokens": […], "weights": […]}.""", e);
            }
        }

        return examples.Count > 0
            ? examples
            : throw new TrainingException($"'{path}' has no examples. Give a file with at least one line.");
    }

    private static TrainingExample Parse(string line, Tokenizer tokenizer, ConversationReader? conversations)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.TryGetProperty("messages", out _))
        {
            var conversation = JsonNode.Parse(line)!;
            return conversations is null
                ? throw new FormatException("The model has no chat template, so it can't be trained on conversations.")
                : conversations.Read(conversation["messages"]!.AsArray(), conversation["tools"]?.AsArray());
        }

        if (json.RootElement.TryGetProperty("text", out var text))
        {
            int[] encoded =
            [
                .. tokenizer.AddsBos ? [tokenizer.BosToken!.Value] : Array.Empty<int>(),
                .. tokenizer.Encode(text.GetString() ?? "", parseSpecial: false),
                .. tokenizer.EosToken is { } end ? [end] : Array.Empty<int>(),
            ];
            return new TrainingExample(encoded, [.. encoded.Select((_, place) => place == 0 ? 0f : 1f)]);
        }

        int[] tokens = [.. json.RootElement.GetProperty("tokens").EnumerateArray().Select(item => item.GetInt32())];
        float[] weights =
            [.. json.RootElement.GetProperty("weights").EnumerateArray().Select(item => item.GetSingle())];
        return new TrainingExample(tokens, weights);
    }
}

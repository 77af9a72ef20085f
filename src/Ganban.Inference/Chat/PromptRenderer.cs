using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Models;
using Ganban.Inference.Tokenizers;
using Ganban.Inference.ToolCalls;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>
/// Turns conversations into prompt tokens with the chat template of a model. Immutable, safe to share.
/// </summary>
internal sealed partial class PromptRenderer
{
    private readonly LanguageModel _model;
    private readonly string? _modelId;
    private readonly TimeProvider _clock;
    private readonly ChatTemplate _template;
    private readonly bool _oneCallATurn;
    private readonly ReasoningFormat? _reasoning;
    private readonly PicturePlaces? _places;

    /// <summary>Reads the template of <paramref name="model"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelId">Its name for errors.</param>
    /// <param name="clock">The clock that templates are dated by.</param>
    /// <param name="places">Where pictures stand; null for a model that reads none.</param>
    /// <exception cref="ChatTemplateException">It has none, or one that can't be read.</exception>
    public PromptRenderer(LanguageModel model, string? modelId, TimeProvider clock, PicturePlaces? places)
    {
        _places = places;
        var source = model.ChatTemplate ?? throw new ChatTemplateException(
            "the model file has none (tokenizer.chat_template); use a file of a chat model.", line: 1);
        _model = model;
        _modelId = modelId;
        _clock = clock;
        _template = ChatTemplate.Parse(source);
        ToolFormat = ToolCallFormat.Detect(source);
        _reasoning = ReasoningFormat.Detect(source);

        // Templates that print the first call alone lose the others, unless each has a turn of its own.
        _oneCallATurn = source.Contains("tool_calls[0]", StringComparison.Ordinal)
            && !LoopOverCalls().IsMatch(source);
    }

    /// <summary>How the model writes tool calls; null when its template knows no tools.</summary>
    public ToolCallFormat? ToolFormat { get; }

    /// <summary>A parser for one turn of a model whose template knows tools.</summary>
    public ToolCallParser CreateParser()
    {
        var tokenizer = _model.Tokenizer;
        var format = ToolFormat ?? throw new InvalidOperationException("The template knows no tools.");
        return new ToolCallParser(
            format, name => tokenizer.TryGetToken(name, out var token) && tokenizer.IsControl(token));
    }

    /// <summary>
    /// What tells reasoning from the answer to <paramref name="prompt"/>; null for models that don't think.
    /// </summary>
    public ReasoningSplitter? CreateSplitter(RenderedPrompt prompt) =>
        _reasoning is null ? null : new ReasoningSplitter(_reasoning, prompt.OpensReasoning);

    /// <summary>The prompt of <paramref name="messages"/> with <paramref name="tools"/> on offer.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instructions">What goes before the system's messages.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="effort">How much the model is to think, where its template can tell it; null says nothing.</param>
    /// <param name="answersAtOnce">True to end the reasoning where the template begins it for the model.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="UnsupportedContentException">The model can't take something in.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the conversation.</exception>
    public RenderedPrompt Render(
        IEnumerable<ChatMessage> messages,
        string? instructions,
        IReadOnlyList<AIFunctionDeclaration> tools,
        ReasoningEffort? effort,
        bool answersAtOnce,
        CancellationToken cancellationToken)
    {
        var tokenizer = _model.Tokenizer;
        var pictures = new List<DataContent>();
        var prompt = new ChatPrompt
        {
            Messages = PromptMessages.From(
                messages, instructions, _modelId, _oneCallATurn, _places is null ? null : pictures),
            Tools = tools.Count == 0 ? null : new JsonArray([.. tools.Select(ToJson)]),
            BosToken = tokenizer.BosToken is { } bos ? tokenizer.TokenName(bos) : "",
            EosToken = tokenizer.EosToken is { } eos ? tokenizer.TokenName(eos) : "",
            Now = _clock.GetLocalNow(),
            Variables = Thinking(effort),
        };
        var segments = _template.Render(prompt, cancellationToken)
            .Select(s => new TextSegment(s.Text, ParseSpecial: s.IsTrusted)).ToList();
        var opens = _reasoning is { } reasoning && segments is [.., { ParseSpecial: true } last]
            && reasoning.IsOpenAtEnd(last.Text);
        if (opens && answersAtOnce)
        {
            segments.Add(new TextSegment("\n" + _reasoning!.Close + "\n\n", ParseSpecial: true));
        }

        PictureChecks.Check(pictures);
        cancellationToken.ThrowIfCancellationRequested();
        var (tokens, starts) = Encode(segments, pictures);
        var lacksBos = tokenizer.AddsBos && (tokens.Count == 0 || tokens[0] != tokenizer.BosToken);
        return new RenderedPrompt(
            lacksBos ? [tokenizer.BosToken!.Value, .. tokens] : tokens,
            opens && !answersAtOnce,
            [.. starts.Zip(pictures, (start, file) => new PromptImage(lacksBos ? start + 1 : start, file))]);
    }

    // The two names that templates have settled on; a template passes over what it does not know.
    private static JsonObject? Thinking(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None => new JsonObject { ["enable_thinking"] = false },
        _ => new JsonObject
        {
            ["enable_thinking"] = true,
            ["reasoning_effort"] = effort switch
            {
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                _ => "high",
            },
        },
    };

    private (IReadOnlyList<int> Tokens, IReadOnlyList<int> Starts) Encode(
        List<TextSegment> segments, List<DataContent> pictures)
    {
        if (pictures.Count == 0)
        {
            return (_model.Tokenizer.Encode(segments), []);
        }

        var starts = new List<int>();
        var tokens = _places!.Encode(segments, starts);
        return starts.Count == pictures.Count
            ? (tokens, starts)
            : throw new UnsupportedContentException("images: its chat template has no place for them", _modelId);
    }

    [GeneratedRegex("""\bin\s+\w+(\.|\[['"])tool_calls""", RegexOptions.ExplicitCapture)]
    private static partial Regex LoopOverCalls();

    private static JsonObject ToJson(AIFunctionDeclaration tool)
    {
        var function = new JsonObject { ["name"] = tool.Name };
        if (tool.Description.Length > 0)
        {
            function["description"] = tool.Description;
        }

        function["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText());
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }
}

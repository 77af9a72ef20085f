namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// A chat template in the part of the Jinja language that model files use (see
/// https://jinja.palletsprojects.com/en/stable/templates/): it turns a conversation into the model's own prompt
/// format. Immutable and safe to share between threads. Templates do no input or output and run within limits.
/// </summary>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<TemplateStatement> _statements;
    private readonly ChatTemplateLimits _limits;

    private ChatTemplate(string source, IReadOnlyList<TemplateStatement> statements, ChatTemplateLimits limits)
    {
        Source = source;
        _statements = statements;
        _limits = limits;
    }

    /// <summary>The template as it was written.</summary>
    public string Source { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="ChatTemplateException">
    /// It breaks the grammar, uses something unknown or passes a limit.
    /// </exception>
    public static ChatTemplate Parse(string source, ChatTemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= ChatTemplateLimits.Default;
        if (source.Length > limits.SourceLengthMax)
        {
            throw new ChatTemplateException(
                $"the template has {source.Length} characters, more than {limits.SourceLengthMax}.", line: 1);
        }

        return new ChatTemplate(source, TemplateParser.Parse(source, limits.DepthMax), limits);
    }

    /// <summary>
    /// The prompt, cut where trust changes: text the template wrote may become control tokens, text that came with
    /// <paramref name="prompt"/> may not.
    /// </summary>
    /// <exception cref="ChatTemplateException">
    /// The template refused the conversation, failed or passed a limit.
    /// </exception>
    public IReadOnlyList<PromptSegment> Render(ChatPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var budget = new RenderBudget(_limits, cancellationToken);
        var globals = new TemplateScope(outer: null);
        TemplateGlobals.AddTo(globals, prompt, budget);
        return new TemplateRenderer(budget).Render(_statements, new TemplateScope(globals)).ToSegments();
    }
}

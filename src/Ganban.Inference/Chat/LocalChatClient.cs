using System.Runtime.CompilerServices;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Constraints;
using Ganban.Inference.Generation;
using Ganban.Inference.ToolCalls;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>
/// A chat client over a model in this process. Safe for concurrent use; arguments are not changed. Tool calls and JSON
/// answers are held to their schemas while they are generated, so a call that is reported always parses, names an
/// offered tool and has its required arguments; a call that the token limit cuts off is not reported.
/// </summary>
public sealed class LocalChatClient : IChatClient, ITokenCounter
{
    private readonly TextGenerator _generator;
    private readonly TimeProvider _clock;
    private readonly ChatClientMetadata _metadata;
    private readonly PromptRenderer _renderer;
    private readonly Lazy<ConstraintVocabulary> _vocabulary;

    /// <summary>A client over <paramref name="generator"/>, which stays the caller's to dispose.</summary>
    /// <param name="generator">The engine with its model.</param>
    /// <param name="clock">The clock that templates and responses are dated by; null for the system's.</param>
    /// <exception cref="ChatTemplateException">The model has no chat template, or one that can't be read.</exception>
    public LocalChatClient(TextGenerator generator, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _clock = clock ?? TimeProvider.System;
        _metadata = new ChatClientMetadata("ganban", providerUri: null, generator.Model.Name);
        _renderer = new PromptRenderer(generator.Model, generator.Model.Name, _clock);
        _vocabulary = new Lazy<ConstraintVocabulary>(
            () => new ConstraintVocabulary(generator.Model.Tokenizer, ToolCallFormat.Marks));
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedContentException">
    /// The conversation holds something the model can't take in.
    /// </exception>
    /// <exception cref="ChatTemplateException">The model's template refuses the conversation.</exception>
    /// <exception cref="JsonSchemaException">A tool's or the answer's schema can't be followed.</exception>
    /// <exception cref="PromptTooLongException">The prompt does not fit in the context window.</exception>
    /// <exception cref="EngineBusyException">Too many sequences are waiting.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new ChatRequest(options, _renderer, _metadata.DefaultModelId);

        // A long conversation, or the first use of a large vocabulary, takes longer than a caller should be held up.
        var (prompt, generation) = await Task.Run(
            () =>
            {
                var prompt = request.Prompt(messages, cancellationToken);
                return (prompt, request.ToGeneration(prompt.Tokens, _vocabulary));
            },
            cancellationToken);
        var turn = new ChatTurn(
            request.Tools.Count > 0 ? _renderer.CreateParser() : null,
            _renderer.CreateSplitter(prompt),
            _generator.Model.Tokenizer,
            request.WantsTokens,
            generation.Prompt.Count,
            _metadata.DefaultModelId,
            _clock.GetUtcNow());
        await foreach (var piece in _generator.Generate(generation, cancellationToken))
        {
            if (turn.Next(piece) is { } update)
            {
                yield return update;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="GetStreamingResponseAsync"/> throws.</remarks>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        var response = updates.ToChatResponse();
        response.AdditionalProperties ??= [];
        var tokens = new List<TokenDetail>();
        foreach (var (key, value) in updates.SelectMany(u => u.AdditionalProperties ?? []))
        {
            response.AdditionalProperties[key] = value;
            tokens.AddRange(key == ChatProperties.Tokens ? (IReadOnlyList<TokenDetail>)value! : []);
        }

        if (tokens.Count > 0)
        {
            response.AdditionalProperties[ChatProperties.Tokens] = tokens;
        }

        return response;
    }

    /// <inheritdoc/>
    public int CountTokens(IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new ChatRequest(options, _renderer, _metadata.DefaultModelId)
            .Prompt(messages, CancellationToken.None).Tokens.Count;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: generator and model belong to the caller.</summary>
    public void Dispose()
    {
    }
}

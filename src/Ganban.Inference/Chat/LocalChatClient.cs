using System.Runtime.CompilerServices;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Constraints;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
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
    private readonly PictureEncoder? _pictures;
    private readonly Lazy<ConstraintVocabulary> _vocabulary;

    /// <summary>A client over <paramref name="generator"/>, which stays the caller's to dispose.</summary>
    /// <param name="generator">The engine with its model.</param>
    /// <param name="clock">The clock that templates and responses are dated by; null for the system's.</param>
    /// <exception cref="ChatTemplateException">The model has no chat template, or one that can't be read.</exception>
    /// <exception cref="ModelFileException">The tower and the model do not belong together.</exception>
    public LocalChatClient(TextGenerator generator, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _clock = clock ?? TimeProvider.System;
        _metadata = new ChatClientMetadata("ganban", providerUri: null, generator.Model.Name);
        var tower = generator.Model.Vision;
        var places = tower is null ? null : new PicturePlaces(generator.Model, tower);
        _pictures = tower is null ? null : new PictureEncoder(tower);
        _renderer = new PromptRenderer(generator.Model, generator.Model.Name, _clock, places);
        _vocabulary = new Lazy<ConstraintVocabulary>(PrepareVocabulary);
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedContentException">
    /// The conversation holds something the model can't take in.
    /// </exception>
    /// <exception cref="InvalidPictureException">A picture can't be read, or is one too many.</exception>
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
                return (prompt, request.ToGeneration(prompt, _vocabulary));
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
        var pieces = prompt.Images.Count == 0
            ? _generator.Generate(generation, cancellationToken)
            : Look(request, prompt, generation, cancellationToken);
        await foreach (var piece in pieces)
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
    public ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new ChatRequest(options, _renderer, _metadata.DefaultModelId);
        return ValueTask.FromResult(request.Prompt(messages, cancellationToken).Tokens.Count);
    }

    private ConstraintVocabulary PrepareVocabulary()
    {
        try
        {
            return new ConstraintVocabulary(_generator.Model.Tokenizer, ToolCallFormat.Marks);
        }
        catch (ArgumentException)
        {
            throw new UnsupportedContentException(
                "tools and JSON schemas: its vocabulary can't be held to a grammar", _metadata.DefaultModelId);
        }
    }

    /// <summary>Turns the pictures of a prompt into rows first, and generates then.</summary>
    private async IAsyncEnumerable<GeneratedPiece> Look(
        ChatRequest request,
        RenderedPrompt prompt,
        GenerationRequest generation,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Pictures cost more than all the rest, so a prompt that can't be computed is refused before.
        _generator.CheckLength(generation);
        _pictures!.Enter(prompt.Images.Count);
        try
        {
            var pictures = await _pictures.Encode(request.Caller ?? "", prompt.Images, cancellationToken);
            await foreach (var piece in _generator.Generate(generation with { Pictures = pictures }, cancellationToken))
            {
                yield return piece;
            }
        }
        finally
        {
            _pictures.Leave(prompt.Images.Count);
        }
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

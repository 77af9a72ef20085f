using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Generation;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>
/// The models that knowledge bases use by themselves. Every use passes access, budgets and quotas, and is counted and
/// priced, like a call of the account that it is for.
/// </summary>
internal sealed class KnowledgeModels(
    ModelTargets targets,
    ModelEngines engines,
    InvocationGate gate,
    ChatRun run,
    InvocationMeter meter,
    SpendLedger ledger,
    TimeProvider clock)
{
    private const int BatchMax = 32;
    private const int TriesMax = 8; // in about 20 seconds, before an engine counts as out of order
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(10);

    /// <summary>Makes vectors of texts.</summary>
    /// <param name="use">Which model, and what vectors.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="context">Who it is for; its headers and notes stay as they are.</param>
    /// <param name="isPatient">Whether a full or unready engine is asked again.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">The model or its engine refused, or failed.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(
        EmbeddingUse use,
        IReadOnlyList<string> texts,
        OperationContext context,
        bool isPatient,
        CancellationToken cancellationToken)
    {
        var vectors = new List<ReadOnlyMemory<float>>(texts.Count);
        foreach (var batch in texts.Chunk(BatchMax))
        {
            vectors.AddRange(await Embed(
                use, batch, (engine, _) => engine.Generator, context, isPatient, cancellationToken));
        }

        return vectors;
    }

    /// <summary>Makes the vector of a picture, which lies among those of texts.</summary>
    /// <exception cref="ModelledException">It takes no pictures, or it or its engine refused, or failed.</exception>
    public async Task<ReadOnlyMemory<float>> Embed(
        EmbeddingUse use,
        DataContent picture,
        OperationContext context,
        bool isPatient,
        CancellationToken cancellationToken) =>
        (await Embed(use, [picture], Pictures, context, isPatient, cancellationToken)).Single();

    /// <summary>Checks that pictures can be embedded.</summary>
    /// <exception cref="ModelledException">The model or its engine takes no pictures, or can't be used.</exception>
    public async Task CheckPictures(EmbeddingUse use, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await targets.Resolve(use.ModelArn, Own(context), cancellationToken);
        Pictures(engines.Embedding(model), model);
    }

    /// <summary>Lets a model answer.</summary>
    /// <param name="modelArn">The model, in any form that modelId takes.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="context">Who it is for; its headers and notes stay as they are.</param>
    /// <param name="isPatient">Whether a full or unready engine is asked again.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">The model or its engine refused, or failed.</exception>
    public Task<ChatAnswer> Ask(
        string modelArn,
        ChatRequest request,
        OperationContext context,
        bool isPatient,
        CancellationToken cancellationToken) => Tried(
        () => Count(
            modelArn,
            context,
            (model, own) => run.Complete(engines.Text(model), request, own, cancellationToken),
            cancellationToken),
        isPatient,
        cancellationToken);

    /// <summary>Whether a model answers questions about images.</summary>
    /// <exception cref="ModelledException">The model can't be used.</exception>
    public async Task<bool> TakesImages(
        string modelArn, OperationContext context, CancellationToken cancellationToken) =>
        ModelLimits.AllowsImages(await targets.Resolve(modelArn, Own(context), cancellationToken));

    /// <summary>What counts tokens as the embedding model does; null where its engine can't tell.</summary>
    /// <exception cref="ModelledException">The model can't be used.</exception>
    public async Task<ITextTokenCounter?> Counter(
        EmbeddingUse use, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await targets.Resolve(use.ModelArn, Own(context), cancellationToken);
        return engines.Embedding(model).Generator.GetService(typeof(ITextTokenCounter)) as ITextTokenCounter;
    }

    /// <summary>
    /// Does something with a model in a call of its own, which is counted and priced when it is over.
    /// </summary>
    public Task<T> Count<T>(
        string modelId,
        OperationContext context,
        Func<CatalogModel, OperationContext, Task<T>> work,
        CancellationToken cancellationToken) =>
        Count(modelId, () => throw InvocationErrors.NothingToRoute(), context, work, cancellationToken);

    /// <summary>The same with a model that a prompt router may choose.</summary>
    /// <param name="modelId">The model, or a prompt router.</param>
    /// <param name="prompt">What it is asked, by which a router chooses.</param>
    /// <param name="context">The call that it is a part of.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<T> Count<T>(
        string modelId,
        Func<string> prompt,
        OperationContext context,
        Func<CatalogModel, OperationContext, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var own = Own(context);
        ModelledException? error = null;
        try
        {
            var model = await targets.Resolve(modelId, prompt, own, cancellationToken);
            return await work(model, own);
        }
        catch (ModelledException e)
        {
            error = e;
            throw;
        }
        finally
        {
            Record(modelId, own, at, started, error);
        }
    }

    /// <summary>A call for the same caller, with notes and headers of its own.</summary>
    public static OperationContext Own(OperationContext context) => new()
    {
        Caller = context.Caller,
        RequestId = context.RequestId,
        Operation = context.Operation,
    };

    /// <summary>Counts and prices a call that is over.</summary>
    public void Record(
        string modelId, OperationContext own, DateTimeOffset at, long started, ModelledException? error)
    {
        var finished = new FinishedInvocation
        {
            Operation = own.Operation,
            Caller = own.Caller,
            RequestId = own.RequestId,
            At = at,
            Took = clock.GetElapsedTime(started),
            ModelId = modelId,
            Notes = own.Notes<InvocationNotes>(),
            Error = error,
        };
        meter.Record(finished);
        ledger.Add(finished);
    }

    private async Task<T> Tried<T>(Func<Task<T>> work, bool isPatient, CancellationToken cancellationToken)
    {
        var delay = DelayMin;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await work();
            }
            catch (ModelledException e) when (isPatient && (e.Status == 429 || (e.Status == 503 && tries < TriesMax)))
            {
                await Task.Delay(delay, clock, cancellationToken);
                delay = delay * 2 < DelayMax ? delay * 2 : DelayMax;
            }
        }
    }

    // Cohere's third embeds pictures, though the service does not list it among the models that do.
    private static IEmbeddingGenerator<DataContent, Embedding<float>> Pictures(
        EmbeddingEngine engine, CatalogModel model) =>
        model.InputModalities?.Contains(Contracts.Bedrock.ModelModality.Image) == true
        || model.NativeFormat == CohereEmbedV3Format.FormatName
            ? engine.Images ?? throw EngineErrors.NoImageEmbeddings(model)
            : throw new ValidationException($"{model.Id} embeds texts alone. Choose an embedding model that takes images.");

    private async Task<IEnumerable<ReadOnlyMemory<float>>> Embed<T>(
        EmbeddingUse use,
        T[] inputs,
        Func<EmbeddingEngine, CatalogModel, IEmbeddingGenerator<T, Embedding<float>>> choose,
        OperationContext context,
        bool isPatient,
        CancellationToken cancellationToken)
    {
        var made = await Tried(
            () => Count(
                use.ModelArn,
                context,
                (model, own) => Embed(model, use, inputs, choose, own, cancellationToken),
                cancellationToken),
            isPatient,
            cancellationToken);
        return use.IsBinary ? made.Select(Signs) : made;
    }

    private async Task<IEnumerable<ReadOnlyMemory<float>>> Embed<T>(
        CatalogModel model,
        EmbeddingUse use,
        T[] inputs,
        Func<EmbeddingEngine, CatalogModel, IEmbeddingGenerator<T, Embedding<float>>> choose,
        OperationContext own,
        CancellationToken cancellationToken)
    {
        var engine = engines.Embedding(model);
        var generator = choose(engine, model);
        using var admission = await gate.Admit(
            own, inputs.OfType<string>().Sum(text => (long)text.Length), outputTokensMax: 0, cancellationToken);
        try
        {
            var options = new EmbeddingGenerationOptions { Dimensions = use.Dimensions ?? model.EmbeddingDimensions };
            var result = await generator.GenerateAsync(inputs, options, cancellationToken);
            var tokens = (int)(result.Usage?.InputTokenCount ?? 0);
            var used = result.AdditionalProperties?.GetValueOrDefault(EngineUsed.Key) as EngineUsed;
            AnsweredBy.Note(used ?? new EngineUsed(engine.Name, []), own);
            own.Notes<InvocationNotes>().InputTokens = tokens;
            await admission.Pass(tokens);
            return result.Count == inputs.Length && result.All(embedding => embedding.Vector.Length > 0)
                ? result.Select(embedding => embedding.Vector)
                : throw new ModelErrorException($"{engine.Name} made {result.Count} vectors of {inputs.Length} inputs.");
        }
        catch (PromptTooLongException e)
        {
            throw InvocationErrors.TooManyInputTokens(e.ContextLength, e.PromptTokens);
        }
        catch (Exception e) when (InvocationErrors.FromEngine(e) is { } modelled)
        {
            throw modelled;
        }
    }

    private static ReadOnlyMemory<float> Signs(ReadOnlyMemory<float> vector) =>
        vector.ToArray().Select(value => value > 0 ? 1f : -1f).ToArray();
}

using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.PassThrough;
using Ganban.Contracts.Bedrock;
using Ganban.Inference.Images;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Which engine answers for which model of the catalog: of the bindings whose pattern means the model and one of whose
/// engines can do its kind of work, the one that says most. Safe for concurrent use.
/// </summary>
public sealed class ModelEngines
{
    /// <summary>The response header that names the engine which answered.</summary>
    public const string Header = "x-ganban-engine";

    /// <summary>The response header that names the engines which should have answered in its place.</summary>
    public const string FallbackHeader = "x-ganban-fallback-for";

    private readonly EngineBinding[] _bindings;
    private readonly EngineWatch? _watch;

    /// <summary>Binds models to engines.</summary>
    /// <param name="bindings">The bindings; of two that say as much, the earlier wins.</param>
    /// <param name="watch">Learns when one engine stands in for another; null for nobody.</param>
    public ModelEngines(IEnumerable<EngineBinding> bindings, EngineWatch? watch = null)
    {
        _bindings = [.. bindings.OrderByDescending(binding => binding.Pattern.Weight)];
        _watch = watch;
        HaveUpstreams = _bindings.Any(binding => binding.Choice.Engines.Any(engine => engine.Upstream is not null));
    }

    /// <summary>Gives the engine that an imported model is; no binding means it.</summary>
    public Func<CatalogModel, TextEngine>? Imported { get; init; }

    /// <summary>The bindings, that which says most first.</summary>
    public IReadOnlyList<EngineBinding> Bindings => _bindings;

    /// <summary>
    /// The engine that answers the next conversation with <paramref name="model"/>: where a binding has several, it
    /// asks one after another, and is named after the first. Amazon Bedrock is asked where the binding has none beside.
    /// </summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public TextEngine Text(CatalogModel model)
    {
        if (model.ImportedFile is not null)
        {
            return Imported?.Invoke(model) ?? throw EngineErrors.NoEngine(model);
        }

        var choice = TextBinding(model)?.Choice ?? throw EngineErrors.NoEngine(model);
        var order = choice.Next(engine => engine.Text is not null);
        if (order.Engines.Count == 0)
        {
            order = choice.Next(engine => engine.Upstream is not null);
            order = order with { Engines = [.. order.Engines.Select(engine => AsText(engine, model))] };
        }

        return order.Engines is [{ Text: { } only }]
            ? only
            : new TextEngine(order.Engines[0].Text!.Name, new FallbackChatClient(order, _watch));
    }

    /// <summary>The engine that makes the next embeddings for <paramref name="model"/>, like
    /// <see cref="Text"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public EmbeddingEngine Embedding(CatalogModel model)
    {
        if (EmbeddingBinding(model)?.Choice is not { } choice
            || choice.Engines.FirstOrDefault(engine => engine.Embedding is not null)?.Embedding is not { } main)
        {
            throw EmbeddingBinding(model) is null ? EngineErrors.NoEngine(model) : EngineErrors.OnlyUpstream(model);
        }

        var order = choice.Next(engine => engine.Embedding?.Model == main.Model);
        var first = order.Engines[0].Embedding!;
        return order.Engines.Count == 1
            ? first
            : first with
            {
                Generator = new FallbackEmbeddings<string>(order, static engine => engine.Generator, _watch),
                Images = order.Engines.All(engine => engine.Embedding!.Images is not null)
                    ? new FallbackEmbeddings<DataContent>(order, static engine => engine.Images!, _watch)
                    : null,
            };
    }

    /// <summary>The binding that decides who answers conversations; null if none does.</summary>
    public EngineBinding? TextBinding(CatalogModel model) => Binding(model, IsForText);

    /// <summary>The binding that decides who makes embeddings; null if none does.</summary>
    public EngineBinding? EmbeddingBinding(CatalogModel model) => Binding(model, IsForEmbeddings);

    /// <summary>Whether any engine sends requests on.</summary>
    internal bool HaveUpstreams { get; }

    /// <summary>
    /// The engines that are asked for a whole request for <paramref name="model"/>: those that send it on, and among
    /// them one that stands for all of this server's; null where the model's binding has none that sends on.
    /// </summary>
    internal EngineOrder? Route(CatalogModel model)
    {
        Func<Engine, bool> can = model.OutputModalities.Contains(ModelModality.Embedding) ? IsForEmbeddings
            : model.OutputModalities.Contains(ModelModality.Image) ? IsForImages
            : IsForText;
        var choice = Binding(model, can)?.Choice;
        if (choice is null || !choice.Engines.Any(engine => engine.Upstream is not null))
        {
            return null;
        }

        var order = choice.Next(can);
        var own = order.Engines.FirstOrDefault(engine => engine.Upstream is null);
        return order with
        {
            Engines = [.. order.Engines.Where(engine => engine.Upstream is not null || engine == own)],
        };
    }

    /// <summary>Whether an engine makes images for <paramref name="model"/>.</summary>
    internal bool CanDraw(CatalogModel model) =>
        Binding(model, IsForImages)?.Choice.Engines.Any(engine => engine.Image is not null) == true;

    /// <summary>Makes images for <paramref name="model"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">No engine can.</exception>
    internal Task<(ImageAnswer Answer, EngineUsed Used)> Draw(
        CatalogModel model,
        ImageRequest request,
        CancellationToken cancellationToken)
    {
        var binding = Binding(model, IsForImages) ?? throw EngineErrors.NoImageEngine(model);
        return binding.Choice.Next(engine => engine.Image is not null).Ask(
            engine => engine.Image!.Client.Draw(request, cancellationToken),
            engine => engine.Image!.Name,
            _watch);
    }

    private static Engine AsText(Engine engine, CatalogModel model)
    {
        var upstream = engine.Upstream!;
        var client = new UpstreamChatClient(upstream, upstream.ModelId ?? model.Id);
        return engine with { Text = new TextEngine(upstream.Name, client) };
    }

    private static bool IsForText(Engine engine) => (engine.Text ?? (object?)engine.Upstream) is not null;

    private static bool IsForEmbeddings(Engine engine) => (engine.Embedding ?? (object?)engine.Upstream) is not null;

    private static bool IsForImages(Engine engine) => (engine.Image ?? (object?)engine.Upstream) is not null;

    // A size variant is its model where nobody says more of it. An imported model is answered by its own file alone.
    private EngineBinding? Binding(CatalogModel model, Func<Engine, bool> can) => model.ImportedFile is not null
        ? null
        : _bindings.FirstOrDefault(
            binding => (binding.Pattern.Matches(model.Id)
                    || (model.VariantOf is { } whole && binding.Pattern.Matches(whole)))
                && binding.Choice.Engines.Any(can));
}

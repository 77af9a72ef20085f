using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Images;

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
    }

    /// <summary>The bindings, that which says most first.</summary>
    public IReadOnlyList<EngineBinding> Bindings => _bindings;

    /// <summary>
    /// The engine that answers the next conversation with <paramref name="model"/>: where a binding has several, it
    /// asks one after another, and is named after the first.
    /// </summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public TextEngine Text(CatalogModel model)
    {
        var order = TextBinding(model)?.Choice.Next(engine => engine.Text is not null);
        return order switch
        {
            null or { Engines: [] } => throw EngineErrors.NoEngine(model),
            { Engines: [{ Text: { } only }] } => only,
            { Engines: [{ Text.Name: { } name }, ..] } => new TextEngine(name, new FallbackChatClient(order, _watch)),
            _ => throw EngineErrors.NoEngine(model),
        };
    }

    /// <summary>The engine that makes the next embeddings for <paramref name="model"/>, like
    /// <see cref="Text"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public EmbeddingEngine Embedding(CatalogModel model)
    {
        if (EmbeddingBinding(model)?.Choice is not { } choice
            || choice.Engines.FirstOrDefault(engine => engine.Embedding is not null)?.Embedding is not { } main)
        {
            throw EngineErrors.NoEngine(model);
        }

        var order = choice.Next(engine => engine.Embedding?.Model == main.Model);
        var first = order.Engines[0].Embedding!;
        return order.Engines.Count == 1
            ? first
            : first with { Generator = new FallbackEmbeddings(order, _watch) };
    }

    /// <summary>The binding that decides who answers conversations; null if none does.</summary>
    public EngineBinding? TextBinding(CatalogModel model) => Binding(model, engine => engine.Text is not null);

    /// <summary>The binding that decides who makes embeddings; null if none does.</summary>
    public EngineBinding? EmbeddingBinding(CatalogModel model) =>
        Binding(model, engine => engine.Embedding is not null);

    /// <summary>Whether an engine makes images for <paramref name="model"/>.</summary>
    internal bool CanDraw(CatalogModel model) => Binding(model, engine => engine.Image is not null) is not null;

    /// <summary>Makes images for <paramref name="model"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">No engine can.</exception>
    internal Task<(ImageAnswer Answer, EngineUsed Used)> Draw(
        CatalogModel model,
        ImageRequest request,
        CancellationToken cancellationToken)
    {
        var binding = Binding(model, engine => engine.Image is not null) ?? throw EngineErrors.NoImageEngine(model);
        return binding.Choice.Next(engine => engine.Image is not null).Ask(
            engine => engine.Image!.Client.Draw(request, cancellationToken),
            engine => engine.Image!.Name,
            _watch);
    }

    private EngineBinding? Binding(CatalogModel model, Func<Engine, bool> can) => _bindings.FirstOrDefault(
        binding => binding.Pattern.Matches(model.Id) && binding.Choice.Engines.Any(can));
}

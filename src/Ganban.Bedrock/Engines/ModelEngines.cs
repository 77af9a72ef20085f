using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Which engine answers for which model of the catalog: of the bindings whose pattern means the model and whose engine
/// can do its kind of work, the one that says most. Immutable and safe for concurrent use.
/// </summary>
public sealed class ModelEngines
{
    /// <summary>The response header that names the engine which answered.</summary>
    public const string Header = "x-ganban-engine";

    private readonly EngineBinding[] _bindings;

    /// <summary>Binds models to engines.</summary>
    /// <param name="bindings">The bindings; of two that say as much, the earlier wins.</param>
    public ModelEngines(IEnumerable<EngineBinding> bindings)
    {
        _bindings = [.. bindings.OrderByDescending(binding => binding.Pattern.Weight)];
    }

    /// <summary>The bindings, that which says most first.</summary>
    public IReadOnlyList<EngineBinding> Bindings => _bindings;

    /// <summary>The engine that answers conversations with <paramref name="model"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public TextEngine Text(CatalogModel model) =>
        TextBinding(model)?.Engine.Text ?? throw EngineErrors.NoEngine(model);

    /// <summary>The engine that makes embeddings for <paramref name="model"/>.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">None does.</exception>
    public EmbeddingEngine Embedding(CatalogModel model) =>
        EmbeddingBinding(model)?.Engine.Embedding ?? throw EngineErrors.NoEngine(model);

    /// <summary>The binding that decides who answers conversations; null if none does.</summary>
    public EngineBinding? TextBinding(CatalogModel model) =>
        Matching(model).FirstOrDefault(binding => binding.Engine.Text is not null);

    /// <summary>The binding that decides who makes embeddings; null if none does.</summary>
    public EngineBinding? EmbeddingBinding(CatalogModel model) =>
        Matching(model).FirstOrDefault(binding => binding.Engine.Embedding is not null);

    private IEnumerable<EngineBinding> Matching(CatalogModel model) =>
        _bindings.Where(binding => binding.Pattern.Matches(model.Id));
}

namespace Ganban.Bedrock.Engines;

/// <summary>Which engines answer for the models that a pattern means.</summary>
/// <param name="Pattern">The pattern of model ids.</param>
/// <param name="Choice">The engines, and whose turn it is.</param>
public sealed record EngineBinding(ModelPattern Pattern, EngineChoice Choice)
{
    /// <summary>Binds models to one engine.</summary>
    public EngineBinding(ModelPattern pattern, Engine engine)
        : this(pattern, new EngineChoice([new EngineShare(engine, 1)], []))
    {
    }
}

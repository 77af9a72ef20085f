namespace Ganban.Bedrock.Engines;

/// <summary>Which engine answers for the models that a pattern means.</summary>
/// <param name="Pattern">The pattern of model ids.</param>
/// <param name="Engine">The engine.</param>
public sealed record EngineBinding(ModelPattern Pattern, Engine Engine);

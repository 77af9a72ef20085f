namespace Ganban.Inference.Generation;

/// <summary>The engine was closed: before the request came, or before its answer was at its end.</summary>
public sealed class EngineClosedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="model">The model's name, if it has one.</param>
    public EngineClosedException(string? model)
        : base($"The engine of the model '{model ?? "without a name"}' was closed. Send the request again later.")
    {
    }
}

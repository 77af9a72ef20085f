namespace Ganban.Inference.Generation;

/// <summary>A forward pass failed; the requests that took part in it end with this. Others go on.</summary>
public sealed class EngineFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cause">What the model threw.</param>
    public EngineFailedException(Exception cause)
        : base($"The engine failed while it computed the answer: {cause?.Message} Send the request again.", cause)
    {
    }
}

namespace Ganban.Bedrock.Doors;

/// <summary>The codes of errors that only front doors have; each API has words of its own for them.</summary>
public static class DoorErrorCodes
{
    /// <summary>The body names a model that does not exist for the caller.</summary>
    public const string UnknownModel = "ModelNotFoundException";

    /// <summary>The path names a response that is not kept.</summary>
    public const string UnknownResponse = "ResponseNotFoundException";

    /// <summary>The body goes on from a response that is not kept.</summary>
    public const string UnknownPrevious = "PreviousResponseNotFoundException";
}

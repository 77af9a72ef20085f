namespace Ganban.Protocol.EventStream;

/// <summary>The header names the protocol itself gives meaning to.</summary>
public static class EventStreamHeaderNames
{
    /// <summary>What the message is: <c>event</c>, <c>exception</c> or <c>error</c>.</summary>
    public const string MessageType = ":message-type";

    /// <summary>The member of the event union that the payload holds.</summary>
    public const string EventType = ":event-type";

    /// <summary>The member of the event union that names the modelled exception.</summary>
    public const string ExceptionType = ":exception-type";

    /// <summary>The payload's media type.</summary>
    public const string ContentType = ":content-type";

    /// <summary>The code of an error that is not modelled.</summary>
    public const string ErrorCode = ":error-code";

    /// <summary>The text of an error that is not modelled.</summary>
    public const string ErrorMessage = ":error-message";

    /// <summary>The moment a signed message was signed at.</summary>
    public const string Date = ":date";

    /// <summary>The signature of a signed message.</summary>
    public const string ChunkSignature = ":chunk-signature";
}

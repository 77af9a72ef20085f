namespace Ganban.Documents;

/// <summary>Why a document can't be read.</summary>
public enum DocumentFault
{
    /// <summary>It is not of its format, or broken.</summary>
    Broken,

    /// <summary>It can be read with a password only.</summary>
    Encrypted,

    /// <summary>It holds more than the limits allow.</summary>
    TooLarge,

    /// <summary>This machine lacks the program that reads it.</summary>
    Unavailable,
}

/// <summary>A document can't be read; the message says why, in words for whoever owns the document.</summary>
public sealed class DocumentException : Exception
{
    /// <summary>Says why.</summary>
    public DocumentException(DocumentFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public DocumentFault Fault { get; }
}

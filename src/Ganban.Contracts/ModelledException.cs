using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>
/// An error that the contract (or AWS's common error set) defines. Features throw the generated subclasses; the
/// protocol layer throws this class itself where only the code is known.
/// </summary>
public class ModelledException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">The error's name on the wire, for example <c>ValidationException</c>.</param>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="inner">The cause, if another exception led here; never sent to the caller.</param>
    public ModelledException(string code, int status, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Status = status;
    }

    /// <summary>The name of what <see cref="NotImplemented"/> makes.</summary>
    public const string NotImplementedCode = "NotImplementedException";

    /// <summary>The error's name on the wire.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>Response headers beside those of every error, such as <c>Retry-After</c>; none in a stream.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What Ganban does not do yet: 501, said instead of being passed over.</summary>
    /// <param name="message">What it is, and what to do instead.</param>
    public static ModelledException NotImplemented(string message) => new(NotImplementedCode, 501, message);

    /// <summary>Writes the members that the error has besides its message.</summary>
    public virtual void WriteMembers(Utf8JsonWriter writer)
    {
    }
}

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Marks a handler that tells a wrong request from a right one and can answer none: it says why, and the coverage list
/// counts the operation as not there.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RefusesAttribute : Attribute;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Marks a handler that keeps the resource's state but doesn't do the work behind it yet; the coverage list says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StateOnlyAttribute : Attribute;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>A condition's expression can't be read, or compares what can't be compared.</summary>
internal sealed class ConditionException(string message) : Exception(message);

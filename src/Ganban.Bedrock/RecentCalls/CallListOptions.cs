namespace Ganban.Bedrock.RecentCalls;

/// <summary>What the list of calls may take.</summary>
/// <param name="CallsMax">How many calls of all accounts are kept; 0: none, the list is off.</param>
public sealed record CallListOptions(int CallsMax);

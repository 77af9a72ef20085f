namespace Ganban.Storage.Queries;

/// <summary>A database that is asked.</summary>
/// <param name="EngineArn">The ARN of what runs queries on it.</param>
/// <param name="Name">Its name there.</param>
public sealed record QueryDatabase(string EngineArn, string Name);

/// <summary>What a query may take.</summary>
/// <param name="Rows">The most rows that are read; those behind are left alone.</param>
/// <param name="Characters">The most characters of all values together.</param>
/// <param name="Time">How long the database may take.</param>
public sealed record QueryLimits(int Rows, int Characters, TimeSpan Time);

namespace Ganban.Protocol.Signatures;

/// <summary>What a signature's scope must say to be good here.</summary>
/// <param name="Service">The signing name of the service addressed.</param>
/// <param name="Region">The region served, or null where every region is.</param>
public readonly record struct ExpectedScope(string Service, string? Region = null);

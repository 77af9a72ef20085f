namespace Ganban.Protocol.Callers;

/// <summary>Who sent a request, established from its signature or key.</summary>
/// <param name="Account">Twelve digits.</param>
/// <param name="Region">The region that the request is for.</param>
/// <param name="PrincipalArn">The identity, for example <c>arn:aws:iam::000000000000:root</c>.</param>
public sealed record Caller(string Account, string Region, string PrincipalArn);

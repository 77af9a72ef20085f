namespace Ganban.Bedrock.Quotas;

/// <summary>What has a quota for itself.</summary>
/// <param name="Account">Twelve digits.</param>
/// <param name="Region">The region.</param>
/// <param name="Model">The catalog's id of the model.</param>
internal readonly record struct QuotaKey(string Account, string Region, string Model);

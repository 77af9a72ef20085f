namespace Ganban.Inference.ModelStore;

/// <summary>A file of a stored model.</summary>
/// <param name="Name">Its name in the model's folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, as it was when the model was stored, in lower-case hexadecimal digits.</param>
public sealed record StoredModelFile(string Name, long Bytes, string Sha256);

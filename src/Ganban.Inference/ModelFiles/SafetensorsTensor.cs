namespace Ganban.Inference.ModelFiles;

/// <summary>A tensor in a safetensors file. Its place in the file has been checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its number format: F32, F16 or BF16.</param>
/// <param name="Shape">Sizes, the slowest running (rows) first, as the file has them.</param>
/// <param name="Offset">Where its bytes start, from the start of the file.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record SafetensorsTensor(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Bytes);

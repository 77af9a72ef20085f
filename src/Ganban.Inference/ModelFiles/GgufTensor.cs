namespace Ganban.Inference.ModelFiles;

/// <summary>A tensor in a GGUF file. Its place in the file has been checked.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its number format.</param>
/// <param name="Shape">Sizes, the fastest running (a row's columns) first: 1 to 4 of them, each at least 1.</param>
/// <param name="Offset">Where its bytes start, from the start of its file.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Part">Which file of a split model it lies in, from 0.</param>
public sealed record GgufTensor(
    string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long Bytes, int Part);

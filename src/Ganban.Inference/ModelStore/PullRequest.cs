using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>What to fetch.</summary>
/// <param name="Address">`OWNER/REPOSITORY`, `OWNER/REPOSITORY@REVISION`, or the URL of a GGUF file.</param>
/// <param name="File">Which of the files, or a part of its name such as `Q8_0`; null: the usual choice.</param>
/// <param name="Name">What the model shall be called; null: as its file.</param>
/// <param name="ImportAs">The formats of the weights where safetensors have to be converted; null: Q8_0.</param>
public sealed record PullRequest(
    string Address, string? File = null, string? Name = null, QuantizationMix? ImportAs = null);

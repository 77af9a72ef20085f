using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>A picture in a rendered prompt, not looked at yet.</summary>
/// <param name="Start">The index of its first token in the prompt.</param>
/// <param name="File">PNG or JPEG, as it came.</param>
internal sealed record PromptImage(int Start, DataContent File);

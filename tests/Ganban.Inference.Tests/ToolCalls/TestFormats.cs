using Ganban.Inference.ToolCalls;

namespace Ganban.Inference.Tests.ToolCalls;

/// <summary>The formats by names for tests.</summary>
internal static class TestFormats
{
    public static IReadOnlyDictionary<string, ToolCallFormat> ByName { get; } = new Dictionary<string, ToolCallFormat>
    {
        ["hermes"] = ToolCallFormat.Hermes,
        ["mistral"] = ToolCallFormat.Mistral,
        ["mistral-named"] = ToolCallFormat.MistralNamed,
        ["llama"] = ToolCallFormat.Llama,
        ["granite"] = ToolCallFormat.Granite,
        ["functools"] = ToolCallFormat.Functools,
        ["command-r"] = ToolCallFormat.CommandR,
        ["command-r7"] = ToolCallFormat.CommandR7,
        ["deepseek-3"] = ToolCallFormat.DeepSeek3,
        ["deepseek-3.1"] = ToolCallFormat.DeepSeek31,
    };
}

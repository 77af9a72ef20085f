namespace Ganban.Server.Hosting;

/// <summary>The kinds of engines that can be configured.</summary>
internal static class EngineKind
{
    /// <summary>OpenAI's API: vLLM, llama-server, LM Studio, OpenAI.</summary>
    public const string OpenAi = "openai";

    /// <summary>Ollama's own API.</summary>
    public const string Ollama = "ollama";

    /// <summary>A GGUF file in this process.</summary>
    public const string Gguf = "gguf";

    /// <summary>A script that somebody wrote.</summary>
    public const string Scripted = "scripted";

    /// <summary>What was recorded of another engine.</summary>
    public const string Replay = "replay";

    /// <summary>What Ganban carries.</summary>
    public const string Carried = "carried";
}

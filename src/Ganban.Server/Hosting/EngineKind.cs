namespace Ganban.Server.Hosting;

/// <summary>The kinds of engines that can be configured.</summary>
internal static class EngineKind
{
    /// <summary>OpenAI's API: vLLM, llama-server, LM Studio, OpenAI.</summary>
    public const string OpenAi = "openai";

    /// <summary>Ollama's own API.</summary>
    public const string Ollama = "ollama";

    /// <summary>A Stable Diffusion server with AUTOMATIC1111's API.</summary>
    public const string StableDiffusion = "stable-diffusion";

    /// <summary>Amazon Bedrock itself, or what speaks its protocol.</summary>
    public const string Bedrock = "bedrock";

    /// <summary>A GGUF file in this process.</summary>
    public const string Gguf = "gguf";

    /// <summary>A script that somebody wrote.</summary>
    public const string Scripted = "scripted";

    /// <summary>What was recorded of another engine.</summary>
    public const string Replay = "replay";

    /// <summary>What Ganban carries.</summary>
    public const string Carried = "carried";
}

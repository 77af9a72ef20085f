namespace Ganban.TinyModels;

/// <summary>A vision tower, and the decoder that reads pictures with it.</summary>
internal static class VisionModels
{
    public const string Reader = "gemma3-vision";

    private const string Tower = "gemma3-tower";
    private const int ProjectedWidth = 64;

    // What a user writes stands in content, as text or as a list of parts.
    private const string Template = """
        {{- bos_token -}}
        {%- for message in messages -%}
        {{- '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\n' -}}
        {%- if message['content'] is string -%}
        {{- message['content'] -}}
        {%- else -%}
        {%- for part in message['content'] -%}
        {{- '<start_of_image>' if part['type'] == 'image' else part['text'] -}}
        {%- endfor -%}
        {%- endif -%}
        {{- '<end_of_turn>\n' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{- '<start_of_turn>model\n' -}}{%- endif -%}
        """;

    public static TinyModel TowerModel => new(Tower, () => VisionDraft.Draw(Tower, ProjectedWidth));

    /// <summary>A decoder of a shape that can be asked about pictures in conversations.</summary>
    public static DecoderShape ReaderOf(DecoderShape shape) => shape with
    {
        Controls = ["<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<end_of_image>"],
        ChatTemplate = Template,
    };
}

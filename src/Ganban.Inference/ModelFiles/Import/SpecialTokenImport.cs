using System.Text.Json;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>Which tokens open, end, separate and fill, and the chat template.</summary>
internal static class SpecialTokenImport
{
    // The role in tokenizer_config.json and config.json, and GGUF's key; its misspelling is the standard.
    private static readonly (string Role, string Key)[] Roles =
    [
        ("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("sep", "seperator"), ("pad", "padding"), ("cls", "cls"),
        ("mask", "mask"),
    ];

    public static void Write(
        GgufWriter writer,
        string folder,
        ModelConfig config,
        JsonFields tokenizer,
        Dictionary<string, int> ids)
    {
        var settings = JsonFields.Find(folder, "tokenizer_config.json");
        var generation = JsonFields.Find(folder, "generation_config.json");
        var found = new Dictionary<string, int>();
        foreach (var (role, key) in Roles)
        {
            var id = ByName(settings?.Find($"{role}_token"), ids)
                ?? ById(config.Fields.Find($"{role}_token_id")) ?? ById(generation?.Find($"{role}_token_id"));
            if (id is { } token && ids.ContainsValue(token))
            {
                found.Add(role, token);
                writer.AddMetadata($"tokenizer.ggml.{key}_token_id", (uint)token);
            }
        }

        if (!found.ContainsKey("bos") && found.TryGetValue("cls", out var cls))
        {
            found.Add("bos", cls);
            writer.AddMetadata("tokenizer.ggml.bos_token_id", (uint)cls);
        }

        var (first, last) = Ends(tokenizer, ids);
        Adds("bos", first);
        Adds("eos", last);
        WriteTemplate(writer, folder, settings);

        void Adds(string role, int? token)
        {
            var isAdded = settings?.FindBoolean($"add_{role}_token")
                ?? (token is null ? null : found.TryGetValue(role, out var known) && known == token);
            if (isAdded is { } adds)
            {
                writer.AddMetadata($"tokenizer.ggml.add_{role}_token", adds);
            }
        }
    }

    private static int? ByName(JsonElement? value, Dictionary<string, int> ids)
    {
        var name = value is { ValueKind: JsonValueKind.Object } token
            && token.TryGetProperty("content", out var content)
                ? content
                : value;
        return name is { ValueKind: JsonValueKind.String } text && ids.TryGetValue(text.GetString()!, out var id)
            ? id
            : null;
    }

    // Some models name several ends; the first is the one that training used.
    private static int? ById(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var id) => id,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => ById(list[0]),
        _ => null,
    };

    /// <summary>The special tokens that the template for one text puts first and last.</summary>
    private static (int? First, int? Last) Ends(JsonFields tokenizer, Dictionary<string, int> ids)
    {
        var processor = tokenizer.Find("post_processor") is { } found
            ? PreTokenizers.Steps(found).FirstOrDefault(step => PreTokenizers.TypeOf(step) == "TemplateProcessing")
            : default;
        if (processor.ValueKind is not JsonValueKind.Object)
        {
            return default;
        }

        var parts = new JsonFields("tokenizer.json's post_processor", processor).Items("single").ToArray();
        return parts.Length == 0 ? default : (Token(parts[0]), Token(parts[^1]));

        int? Token(JsonElement part) =>
            part.ValueKind is JsonValueKind.Object && part.TryGetProperty("SpecialToken", out var special)
            && special.ValueKind is JsonValueKind.Object && special.TryGetProperty("id", out var name)
                ? ByName(name, ids)
                : null;
    }

    /// <summary>The chat template, from its own file or from tokenizer_config.json.</summary>
    public static void WriteTemplate(GgufWriter writer, string folder, JsonFields? settings)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            writer.AddMetadata("tokenizer.chat_template", File.ReadAllText(file));
            return;
        }

        if (settings?.Find("chat_template") is { ValueKind: JsonValueKind.String } template)
        {
            writer.AddMetadata("tokenizer.chat_template", template.GetString()!);
        }
        else if (settings?.Find("chat_template") is { ValueKind: JsonValueKind.Array })
        {
            foreach (var item in settings.Items("chat_template"))
            {
                var fields = new JsonFields("a chat_template of tokenizer_config.json", item);
                var name = fields.FindString("name") ?? throw fields.Missing("name");
                writer.AddMetadata(
                    name == "default" ? "tokenizer.chat_template" : $"tokenizer.chat_template.{name}",
                    fields.FindString("template") ?? throw fields.Missing("template"));
            }
        }
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Turns a llama model in a folder of Hugging Face's form (config.json, model.safetensors, tokenizer.json with tokens
/// and scores, chat_template.jinja) into one GGUF file.
/// </summary>
public static class GgufConverter
{
    /// <summary>Converts a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The GGUF file to write.</param>
    /// <param name="type">The format of the matrices; norms stay F32.</param>
    /// <param name="name">What the model shall be called (general.name).</param>
    /// <exception cref="ModelFileException">A file of the folder is missing, broken or unsupported.</exception>
    public static void Convert(string folder, string path, TensorType type, string name)
    {
        try
        {
            using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
            using var configuration = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
            var config = HuggingFaceConfig.Parse(configuration.RootElement);
            var writer = new GgufWriter();
            writer.AddMetadata("general.architecture", "llama");
            writer.AddMetadata("general.name", name);
            writer.AddMetadata("general.file_type", (uint)(type is TensorType.Q8_0 ? 7 : (int)type));
            config.AddTo(writer);
            var tokenizer = HuggingFaceTokenizer.Read(Path.Combine(folder, "tokenizer.json"), config.VocabularySize);
            tokenizer.AddTo(writer, config);
            var template = Path.Combine(folder, "chat_template.jinja");
            if (File.Exists(template))
            {
                writer.AddMetadata("tokenizer.chat_template", File.ReadAllText(template));
            }

            AddTensors(writer, weights, config, type);
            writer.Write(path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"'{folder}' can't be converted: {exception.Message}", exception);
        }
    }

    private static void AddTensors(
        GgufWriter writer, SafetensorsFile weights, HuggingFaceConfig config, TensorType type)
    {
        var (width, headSize) = (config.Width, config.Width / config.Heads);
        Matrix("token_embd", "model.embed_tokens", config.VocabularySize, width);
        Vector("output_norm", "model.norm");
        if (!config.TiesEmbeddings)
        {
            Matrix("output", "lm_head", config.VocabularySize, width);
        }

        for (var layer = 0; layer < config.Layers; layer++)
        {
            var (to, from) = ($"blk.{layer}", $"model.layers.{layer}");
            Vector($"{to}.attn_norm", $"{from}.input_layernorm");
            Matrix($"{to}.attn_q", $"{from}.self_attn.q_proj", config.Heads * headSize, width, config.Heads);
            Matrix($"{to}.attn_k", $"{from}.self_attn.k_proj", config.KvHeads * headSize, width, config.KvHeads);
            Matrix($"{to}.attn_v", $"{from}.self_attn.v_proj", config.KvHeads * headSize, width);
            Matrix($"{to}.attn_output", $"{from}.self_attn.o_proj", width, config.Heads * headSize);
            Vector($"{to}.ffn_norm", $"{from}.post_attention_layernorm");
            Matrix($"{to}.ffn_gate", $"{from}.mlp.gate_proj", config.FeedForwardWidth, width);
            Matrix($"{to}.ffn_up", $"{from}.mlp.up_proj", config.FeedForwardWidth, width);
            Matrix($"{to}.ffn_down", $"{from}.mlp.down_proj", width, config.FeedForwardWidth);
        }

        void Vector(string to, string from) => writer.AddTensor($"{to}.weight", TensorType.F32, [width], () =>
            Encode(weights.ReadSingles($"{from}.weight", width), TensorType.F32));

        void Matrix(string to, string from, long rows, long columns, int rotatedHeads = 0)
        {
            if (columns % GgmlFormat.Of(type).BlockElements != 0)
            {
                throw new ModelFileException($"The rows of '{from}' have {columns} numbers, not whole {type} blocks.");
            }

            writer.AddTensor($"{to}.weight", type, [columns, rows], () =>
            {
                var numbers = weights.ReadSingles($"{from}.weight", rows, columns);
                return Encode(rotatedHeads > 0 ? Interleave(numbers, rotatedHeads, (int)columns) : numbers, type);
            });
        }
    }

    /// <summary>
    /// Hugging Face rotates row i of a head together with row i + half; GGUF's llama rotates neighbours. Row i goes to
    /// 2i, row i + half to 2i + 1.
    /// </summary>
    private static float[] Interleave(float[] rows, int heads, int columns)
    {
        var interleaved = new float[rows.Length];
        var headRows = rows.Length / columns / heads;
        for (var row = 0; row < heads * headRows; row++)
        {
            var (head, place) = Math.DivRem(row, headRows);
            var (half, pair) = Math.DivRem(place, headRows / 2);
            var target = (head * headRows) + (2 * pair) + half;
            rows.AsSpan(row * columns, columns).CopyTo(interleaved.AsSpan(target * columns));
        }

        return interleaved;
    }

    private static byte[] Encode(float[] numbers, TensorType type)
    {
        var bytes = new byte[GgmlFormat.Of(type).Bytes(numbers.Length)];
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(bytes);
                break;
            case TensorType.F16:
                HalfConversion.ToHalf(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
                break;
            case TensorType.Q8_0:
                QuantizeQ8_0.Weights(numbers, MemoryMarshal.Cast<byte, BlockQ8_0>(bytes.AsSpan()));
                break;
        }

        return bytes;
    }
}

using System.Buffers.Binary;
using System.Text;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>Files with the weights of the carried model and other metadata.</summary>
internal static class CarriedModel
{
    /// <summary>A context window that no answer of a test fills.</summary>
    public const int WithoutEnd = 1_000_000;

    private static string CarriedPath =>
        Path.Combine(Path.GetDirectoryName(GanbanServer.Executable)!, "models", "ganban-2.gguf");

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="contextLength">Its context window; null leaves the model's own, 4,096 tokens.</param>
    /// <param name="template">Its chat template, at most as long as the model's own; null leaves that.</param>
    public static void Write(string path, int? contextLength = null, string? template = null)
    {
        var model = File.ReadAllBytes(CarriedPath);
        if (contextLength is { } length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(ValueOf(model, "llama.context_length"), length);
        }

        if (template is not null)
        {
            // What stays of the old length are spaces, which change nothing of what the tests look at.
            var value = ValueOf(model, "tokenizer.chat_template");
            var text = value.Slice(sizeof(long), checked((int)BinaryPrimitives.ReadInt64LittleEndian(value)));
            text.Fill((byte)' ');
            Encoding.UTF8.GetBytes(template, text);
        }

        File.WriteAllBytes(path, model);
    }

    // The type of the value stands between key and value.
    private static Span<byte> ValueOf(byte[] model, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return model.AsSpan(model.AsSpan().IndexOf(bytes) + bytes.Length + sizeof(uint));
    }
}

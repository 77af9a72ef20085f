using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Models.Architectures;

/// <summary>A model's metadata under its architecture's name: `llama.block_count` is the key `block_count`.</summary>
/// <param name="metadata">All metadata of the file.</param>
/// <param name="architecture">The architecture's name.</param>
/// <param name="vocabulary">Tokens of the file's tokenizer.</param>
/// <param name="contextMax">A smaller context window that was asked for, or null.</param>
internal sealed class ModelKeys(GgufMetadata metadata, string architecture, int vocabulary, int? contextMax)
{
    /// <summary>The most that a width, a number of heads or the like may be.</summary>
    public const int SizeMax = 1 << 20;

    /// <summary>Tokens of the file's tokenizer.</summary>
    public int Vocabulary => vocabulary;

    /// <summary>A smaller context window that was asked for, or null.</summary>
    public int? ContextMax => contextMax;

    public int Integer(string key, int minimum, int maximum) =>
        (int)metadata.GetInteger(Full(key), minimum, maximum);

    public int? FindInteger(string key, int minimum, int maximum) =>
        (int?)metadata.FindInteger(Full(key), minimum, maximum);

    public float Number(string key) => (float)metadata.GetNumber(Full(key));

    /// <summary>A number above 0, or null where the key is missing or 0.</summary>
    public double? FindPositive(string key) => metadata.FindNumber(Full(key)) switch
    {
        null or 0 => null,
        > 0 and var number => number,
        var number => throw Refuse(key, $"is {number}; it must not be negative"),
    };

    public string? FindString(string key) => metadata.FindString(Full(key));

    public bool? FindBoolean(string key) => metadata.FindBoolean(Full(key));

    /// <summary>A list of one boolean for each layer; null where the key is missing or no list.</summary>
    public bool[]? FindLayers(string key, int layers)
    {
        if (metadata.Values.GetValueOrDefault(Full(key)) is not bool[] list)
        {
            return null;
        }

        return list.Length >= layers ? list : throw Refuse(key, $"has {list.Length} entries for {layers} layers");
    }

    /// <summary>What is wrong with the value of a key.</summary>
    public ModelFileException Refuse(string key, string reason) => new($"'{Full(key)}' {reason}.");

    private string Full(string key) => $"{architecture}.{key}";
}

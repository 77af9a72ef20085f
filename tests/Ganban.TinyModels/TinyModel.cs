using System.Globalization;
using System.Security.Cryptography;
using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>A model of the catalogue: the same bytes wherever and whenever it is drawn.</summary>
public sealed class TinyModel
{
    private readonly Func<GgufWriter> _draw;

    internal TinyModel(string name, Func<GgufWriter> draw)
    {
        Name = name;
        _draw = draw;
    }

    /// <summary>Those that continue a text: every architecture, and a llama in every tensor format.</summary>
    public static IReadOnlyList<TinyModel> Decoders { get; } = [.. DecoderModels.All, .. TypeModels.All];

    /// <summary>Those that give a text's embedding, or a score for a pair of texts.</summary>
    public static IReadOnlyList<TinyModel> Encoders { get; } = [.. EncoderModels.All];

    /// <summary>The vision tower that goes with <see cref="PictureReader"/>.</summary>
    public static TinyModel Tower { get; } = VisionModels.TowerModel;

    /// <summary>The decoder that reads what <see cref="Tower"/> sees.</summary>
    public static TinyModel PictureReader { get; } = Decoders.First(model => model.Name == VisionModels.Reader);

    /// <summary>All of them, in a fixed order.</summary>
    public static IReadOnlyList<TinyModel> All { get; } = [.. Decoders, .. Encoders, Tower];

    /// <summary>Its name, which also is the seed of its weights.</summary>
    public string Name { get; }

    /// <summary>The model of a name, or null.</summary>
    public static TinyModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>An encoder beside the catalogue, with a context of 64 tokens.</summary>
    /// <param name="width">Numbers in its vectors, a multiple of 4.</param>
    /// <param name="ranks">Whether it is a reranker.</param>
    public static TinyModel Encoder(int width, bool ranks = false)
    {
        var shape = new EncoderShape
        {
            Width = width,
            Pooling = ranks ? EncoderShape.RankPooling : EncoderShape.MeanPooling,
        };
        var name = string.Create(CultureInfo.InvariantCulture, $"bert-{width}");
        return new TinyModel(name, () => EncoderDraft.Draw(name, shape));
    }

    /// <summary>Writes its file and returns the file's SHA-256 in lower-case hexadecimal.</summary>
    public string Write(string path)
    {
        _draw().Write(path);
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Ganban.Inference.Images;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>
/// Images by an engine that speaks OpenAI's API. It has no place for seed, guidance and steps, which are left out; what
/// is not to be seen is said in the prompt. Safe for concurrent use.
/// </summary>
public sealed class OpenAiImageClient : IImageClient, IDisposable
{
    private readonly EngineConnection _connection;

    // The models of this family give base64 alone and refuse to be asked for it; others give addresses unless asked.
    private readonly bool _isGptImage;

    /// <summary>A client for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, model, key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public OpenAiImageClient(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
        _isGptImage = options.Model.Contains("gpt-image", StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public async Task<ImageAnswer> Draw(ImageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Format != "png" && !_isGptImage)
        {
            throw Unsupported($"images as {request.Format}; ask for png");
        }

        var members = Members(request);
        using var answer = request.Source is { } source
            ? await Edit(source, members, request, cancellationToken)
            : await _connection.Post("/images/generations", members, cancellationToken);
        using var json = await answer.ReadJson();
        return ImageReplies.Checked(Images(json.RootElement), request, _connection.Errors);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();

    private JsonObject Members(ImageRequest request)
    {
        var members = new JsonObject
        {
            ["model"] = _connection.Options.Model,
            ["prompt"] = request.NegativePrompt.Length > 0
                ? $"{request.Prompt}\nNot to be seen: {request.NegativePrompt}"
                : request.Prompt,
            ["n"] = request.Count,
        };
        if (request is { Width: { } width, Height: { } height })
        {
            members["size"] = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        }

        if (request.IsHighQuality is { } isHigh && _isGptImage)
        {
            members["quality"] = isHigh ? "high" : "medium";
        }
        else if (request.IsHighQuality == true)
        {
            members["quality"] = "hd";
        }

        members[_isGptImage ? "output_format" : "response_format"] = _isGptImage ? request.Format : "b64_json";
        return members;
    }

    private Task<EngineAnswer> Edit(
        ImageSource source,
        JsonObject members,
        ImageRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Prompt.Length == 0)
        {
            throw Unsupported("changing an image without a text that says how");
        }

        var mask = source.Mask is { } given ? Transparent(given) : null;
        return _connection.Post("/images/edits", Form, cancellationToken);

        HttpContent Form()
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, value) in members)
            {
                form.Add(new StringContent(value!.ToString()), name);
            }

            form.Add(File(source.Image), "image", "image");
            if (mask is not null)
            {
                form.Add(File(mask), "mask", "mask.png");
            }

            return form;
        }
    }

    private byte[] Transparent(ImageMask mask)
    {
        try
        {
            return AlphaMask.Of(mask);
        }
        catch (ImageFormatException e)
        {
            throw Unsupported($"this mask: {e.Message.TrimEnd('.')}");
        }
    }

    private static ReadOnlyMemoryContent File(ReadOnlyMemory<byte> bytes)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(
            RgbImage.MediaTypeOf(bytes.Span) ?? (bytes.Span.StartsWith("RIFF"u8) ? "image/webp" : "image/gif"));
        return content;
    }

    private List<MadeImage> Images(JsonElement json)
    {
        try
        {
            if (json.Find("error") is { } error)
            {
                throw _connection.Errors.Reported(error);
            }

            return [.. json.List("data").Select(item => new MadeImage(
                item.Text("b64_json") ?? throw new FormatException("An image is missing."), Seed: null))];
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw _connection.Errors.Garbled("that is no list of images in base64", e);
        }
    }

    private UnsupportedContentException Unsupported(string what) => new(what, _connection.Options.Model);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.Images;

namespace Ganban.Inference.Remote.StableDiffusion;

/// <summary>
/// Images by a Stable Diffusion server that has AUTOMATIC1111's API: stable-diffusion-webui, Forge, SD.Next. Safe for
/// concurrent use.
/// </summary>
public sealed class StableDiffusionClient : IImageClient, IDisposable
{
    private readonly EngineConnection _connection;

    /// <summary>A client for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, checkpoint (empty for the one that is loaded), key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public StableDiffusionClient(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task<ImageAnswer> Draw(ImageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = Body(request);
        var path = "/sdapi/v1/txt2img";
        if (request.Source is { } source)
        {
            path = "/sdapi/v1/img2img";
            AddSource(body, request, source);
        }

        using var answer = await _connection.Post(path, body, cancellationToken);
        using var json = await answer.ReadJson();
        return ImageReplies.Checked(Images(json.RootElement), request, _connection.Errors);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();

    private JsonObject Body(ImageRequest request)
    {
        var settings = new JsonObject { ["samples_format"] = request.Format };
        settings.Set("sd_model_checkpoint", _connection.Options.Model is { Length: > 0 } model ? model : null);
        var body = new JsonObject
        {
            ["prompt"] = request.Prompt,
            ["negative_prompt"] = request.NegativePrompt,
            ["n_iter"] = request.Count,
            ["batch_size"] = 1,
            ["do_not_save_grid"] = true, // Otherwise the first image of several is a sheet of all.
            ["override_settings"] = settings,
        };
        body.Set("width", request.Width);
        body.Set("height", request.Height);
        body.Set("seed", request.Seed);
        body.Set("cfg_scale", request.Guidance);
        body.Set("steps", request.Steps);
        body.Set("sampler_name", request.Sampler);
        return body;
    }

    private static void AddSource(JsonObject body, ImageRequest request, ImageSource source)
    {
        body["init_images"] = new JsonArray(Base64(source.Image));
        body.Set("denoising_strength", source.Change);
        if (request.Width is null && PictureSize.Of(source.Image.Span) is { } size)
        {
            (body["width"], body["height"]) = (size.Width, size.Height);
        }

        if (source.Mask is { } mask)
        {
            body["mask"] = Base64(mask.Image);
            body["inpainting_mask_invert"] = mask.ChangesWhite ? 0 : 1;
            body["inpainting_fill"] = 1; // Begins with what is there.
            body["inpaint_full_res"] = false;
        }
    }

    private List<MadeImage> Images(JsonElement json)
    {
        try
        {
            var images = json.List("images").Select(image => image.GetString() ?? "").ToList();
            var seeds = Seeds(json.Text("info"));
            return [.. images.Select((image, place) => new MadeImage(
                Bare(image), place < seeds.Count ? seeds[place] : null))];
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw _connection.Errors.Garbled("that is no list of images in base64", e);
        }
    }

    // Told in JSON that travels as text.
    private static List<long> Seeds(string? info)
    {
        if (info is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(info);
        return [.. json.RootElement.List("all_seeds").Select(seed => seed.GetInt64())];
    }

    private static string Bare(string image) =>
        image.StartsWith("data:", StringComparison.Ordinal) ? image[(image.IndexOf(',') + 1)..] : image;

    private static string Base64(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(bytes.Span);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Inference.Chat;
using Ganban.Inference.Images;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.OpenAi;
using Ganban.Inference.Remote.StableDiffusion;
using Ganban.Inference.Tests.Images;

namespace Ganban.Inference.Tests.Remote;

/// <summary>Images by OpenAI's API and by Stable Diffusion's.</summary>
public sealed class ImageTests : IAsyncLifetime
{
    private const string Png = "iVBORw0KGgo=";
    private const string Jpeg = "/9j/4AAQ";
    private static readonly byte[] Picture = File.ReadAllBytes(Path.Combine(RgbImageTests.Folder, "rgb8.png"));
    private static readonly byte[] Mask = File.ReadAllBytes(Path.Combine(RgbImageTests.Folder, "grey1.png"));
    private static readonly ImageRequest Boat = new() { Prompt = "a boat", Width = 512, Height = 256 };
    private LoopbackEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _engine = await LoopbackEngine.Start();
        _engine.On("/v1/images/generations", reply => reply.Json(Data(Png)));
        _engine.On("/v1/images/edits", reply => reply.Json(Data(Png)));
        _engine.On("/sdapi/v1/txt2img", reply => reply.Json(Images(Png)));
        _engine.On("/sdapi/v1/img2img", reply => reply.Json(Images(Png)));
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    [Fact]
    public async Task OpenAI_is_asked_for_base64_with_what_it_has_a_place_for()
    {
        using var client = OpenAi("dall-e-3");

        var answer = await client.Draw(
            Boat with { NegativePrompt = "people", Seed = 5, Steps = 20, Guidance = 7, IsHighQuality = true }, default);

        Assert.Equal(new MadeImage(Png, null), Assert.Single(answer.Images));
        Assert.Equal("Bearer " + Remotes.Key, _engine.Last.Authorization);
        AssertJson(
            """{"model":"dall-e-3","prompt":"a boat\nNot to be seen: people","n":1,"size":"512x256","quality":"hd","response_format":"b64_json"}""",
            _engine.Last.Body);
    }

    [Fact]
    public async Task The_gpt_image_models_are_asked_in_their_own_way()
    {
        _engine.On("/v1/images/generations", reply => reply.Json(Data(Jpeg)));
        using var client = OpenAi("gpt-image-1");

        var answer = await client.Draw(Boat with { Format = "jpeg", IsHighQuality = false }, default);

        Assert.Equal(Jpeg, Assert.Single(answer.Images).Base64);
        AssertJson(
            """{"model":"gpt-image-1","prompt":"a boat","n":1,"size":"512x256","quality":"medium","output_format":"jpeg"}""",
            _engine.Last.Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenAIs_masks_are_transparent_where_the_image_changes(bool changesWhite)
    {
        using var client = OpenAi("dall-e-2");

        await client.Draw(Boat with { Source = new(Picture, 1, new(Mask, changesWhite)) }, default);

        var form = _engine.Last.Body;
        Assert.Equal(("a boat", "1", "dall-e-2"), ((string)form["prompt"]!, (string)form["n"]!, (string)form["model"]!));
        Assert.Equal("image/png;" + Convert.ToBase64String(Picture), (string)form["image"]!);
        var mask = Convert.FromBase64String(((string)form["mask"]!)["image/png;".Length..]);
        var (width, height) = PictureSize.Of(Mask)!.Value;
        Assert.Equal((width, height), PictureSize.Of(mask));
        Assert.Equal(6, mask[25]); // the colour type with alpha
        Assert.Equal(new byte[width * height * 3], RgbImage.Decode(mask).Pixels);
        Assert.Equal(RgbImage.Decode(Mask).Pixels[0] == 255 == changesWhite ? 0 : 255, FirstAlpha(mask));
    }

    [Fact]
    public async Task OpenAI_can_not_change_an_image_without_a_text_nor_make_another_format()
    {
        using var client = OpenAi("dall-e-2");

        await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.Draw(new ImageRequest { Prompt = "", Source = new(Picture, 0.5, null) }, default));
        await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.Draw(Boat with { Format = "webp" }, default));
        await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.Draw(Boat with { Source = new(Picture, 0.5, new("none"u8.ToArray(), true)) }, default));
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task Stable_Diffusion_is_asked_for_all_of_it()
    {
        _engine.On("/sdapi/v1/txt2img", reply => reply.Json(Images(Png, Png)));
        using var client = StableDiffusion("sd_xl_base_1.0");

        var answer = await client.Draw(
            Boat with { NegativePrompt = "people", Count = 2, Seed = 5, Steps = 20, Guidance = 7.5, Sampler = "Euler a" },
            default);

        Assert.Equal([new(Png, 100), new(Png, 101)], answer.Images);
        AssertJson(
            """{"prompt":"a boat","negative_prompt":"people","n_iter":2,"batch_size":1,"do_not_save_grid":true,"override_settings":{"samples_format":"png","sd_model_checkpoint":"sd_xl_base_1.0"},"width":512,"height":256,"seed":5,"cfg_scale":7.5,"steps":20,"sampler_name":"Euler a"}""",
            _engine.Last.Body);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Stable_Diffusion_changes_an_image_at_its_own_size(bool changesWhite, int inverted)
    {
        using var client = StableDiffusion("");

        await client.Draw(
            new ImageRequest { Prompt = "", Source = new(Picture, 0.25, new(Mask, changesWhite)) }, default);

        var body = _engine.Last.Body;
        var size = PictureSize.Of(Picture)!.Value;
        Assert.Equal("/sdapi/v1/img2img", _engine.Last.Path);
        Assert.Equal(size, ((int)body["width"]!, (int)body["height"]!));
        Assert.Equal((0.25, inverted), ((double)body["denoising_strength"]!, (int)body["inpainting_mask_invert"]!));
        Assert.Equal(Convert.ToBase64String(Picture), (string)body["init_images"]![0]!);
        Assert.Equal(Convert.ToBase64String(Mask), (string)body["mask"]!);
        Assert.Null(body["override_settings"]!["sd_model_checkpoint"]);
    }

    [Theory]
    [InlineData("""{"data":[]}""", "of 0 images, not of 1")]
    [InlineData("""{"data":[{"url":"http://127.0.0.1/x.png"}]}""", "no list of images in base64")]
    [InlineData("""{"data":[{"b64_json":"/9j/4AAQ"}]}""", "an image that is no png")]
    [InlineData("""{"data":[{"b64_json":"iVBORw!!"}]}""", "an image that is no png")]
    [InlineData("""{"data":7}""", "no list of images")]
    [InlineData("""[]""", "no list of images")]
    public async Task What_is_no_image_is_no_answer(string json, string complaint)
    {
        _engine.On("/v1/images/generations", reply => reply.Json(json));
        using var client = OpenAi("dall-e-3");

        var fault = await Assert.ThrowsAsync<RemoteEngineException>(() => client.Draw(Boat, default));

        Assert.Equal(RemoteFault.Garbled, fault.Fault);
        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, RemoteFault.Rejected)]
    [InlineData(500, RemoteFault.Failed)]
    [InlineData(503, RemoteFault.Unavailable)]
    public async Task A_refusal_of_Stable_Diffusion_keeps_its_words(int status, RemoteFault kind)
    {
        _engine.On("/sdapi/v1/txt2img", reply => reply.Json("""{"detail":"no such sampler"}""", status));
        using var client = StableDiffusion("");

        var fault = await Assert.ThrowsAsync<RemoteEngineException>(() => client.Draw(Boat, default));

        Assert.Equal((kind, "no such sampler"), (fault.Fault, fault.Words));
    }

    private OpenAiImageClient OpenAi(string model) => new(Options(_engine.OpenAiAddress, model));

    private StableDiffusionClient StableDiffusion(string model) => new(Options(_engine.Address, model));

    private static RemoteEngineOptions Options(Uri url, string model) =>
        new() { Name = "studio", Url = url, Model = model, Key = Remotes.Key };

    private static string Data(params string[] images) => JsonSerializer.Serialize(
        new { created = 1, data = images.Select(image => new { b64_json = image }) });

    private static string Images(params string[] images) => JsonSerializer.Serialize(new
    {
        images,
        parameters = new { },
        info = JsonSerializer.Serialize(new { all_seeds = Enumerable.Range(100, images.Length) }),
    });

    private static int FirstAlpha(byte[] png)
    {
        var at = png.AsSpan().IndexOf("IDAT"u8) + 4;
        using var zlib = new System.IO.Compression.ZLibStream(
            new MemoryStream(png, at, png.Length - at), System.IO.Compression.CompressionMode.Decompress);
        var start = new byte[5]; // the filter of the row and the first pixel
        zlib.ReadExactly(start);
        return start[4];
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}

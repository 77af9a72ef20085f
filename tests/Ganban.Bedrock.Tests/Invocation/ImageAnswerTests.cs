using Ganban.Inference.Images;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>What image engines are asked for, and how each family answers.</summary>
public sealed class ImageAnswerTests : IAsyncLifetime
{
    private const string Titan = "amazon.titan-image-generator-v2:0";
    private const string Canvas = "amazon.nova-canvas-v1:0";
    private const string Sdxl = "stability.stable-diffusion-xl-v1";
    private const string Core = "stability.stable-image-core-v1:1";
    private const string Sd35 = "stability.sd3-5-large-v1:0";
    private const string Inpaint = "us.stability.stable-image-inpaint-v1:0";
    private const string Png = "iVBORw0KGgo=";
    private static readonly byte[] PngBytes = Convert.FromBase64String(Png);
    private readonly ScriptedImageClient _painter = new();
    private readonly Runtime _runtime;

    public ImageAnswerTests() => _runtime = Runtime.Open(_painter);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task Titan_answers_a_list_of_images()
    {
        var answer = await _runtime.Invoke(
            Titan,
            """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a robot","negativeText":"people"},"imageGenerationConfig":{"numberOfImages":2,"height":512,"width":512,"cfgScale":9.5,"seed":7,"quality":"premium"}}""");

        Assert.Equal($$"""{"images":["{{Png}}","{{Png}}"],"error":null}""", answer);
        Assert.Equal("painter", _runtime.Headers["x-ganban-engine"]);
        Assert.Contains("X-Amzn-Bedrock-Invocation-Latency", _runtime.Headers.Keys);
        Assert.Equal(
            new ImageRequest
            {
                Prompt = "a robot",
                NegativePrompt = "people",
                Count = 2,
                Width = 512,
                Height = 512,
                Guidance = 9.5,
                Seed = 7,
                IsHighQuality = true,
            },
            _painter.Last);
    }

    [Fact]
    public async Task Titan_has_its_own_defaults()
    {
        await _runtime.Invoke(Titan, """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a robot"}}""");

        Assert.Equal(
            new ImageRequest { Prompt = "a robot", Width = 1024, Height = 1024, Guidance = 8 }, _painter.Last);
    }

    [Fact]
    public async Task Canvas_puts_its_style_into_words()
    {
        await _runtime.Invoke(
            Canvas,
            """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a boat","style":"DESIGN_SKETCH"},"imageGenerationConfig":{"width":1280,"height":720}}""");

        Assert.Equal(
            new ImageRequest { Prompt = "a boat, design sketch style", Width = 1280, Height = 720, Guidance = 6.5 },
            _painter.Last);
    }

    [Theory]
    [InlineData("INPAINTING", "inPaintingParams", false)]
    [InlineData("OUTPAINTING", "outPaintingParams", true)]
    public async Task What_is_black_in_Amazons_masks_lies_inside(string task, string parameters, bool changesWhite)
    {
        await _runtime.Invoke(
            Titan,
            $$"""{"taskType":"{{task}}","{{parameters}}":{"image":"{{Png}}","maskImage":"{{Png}}","text":"a cactus"} }""");

        var source = _painter.Last!.Source!;
        Assert.Equal(PngBytes, source.Image.ToArray());
        Assert.Equal(PngBytes, source.Mask!.Image.ToArray());
        Assert.Equal(changesWhite, source.Mask.ChangesWhite);
        Assert.Null(_painter.Last.Width);
    }

    [Fact]
    public async Task A_variation_changes_what_similarity_leaves()
    {
        await _runtime.Invoke(
            Titan,
            $$"""{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":["{{Png}}"],"similarityStrength":0.75} }""");

        Assert.Equal(("", 0.25), (_painter.Last!.Prompt, _painter.Last.Source!.Change));
    }

    [Theory]
    [InlineData(Titan, """{"taskType":"BACKGROUND_REMOVAL","backgroundRemovalParams":{"image":"iVBORw0KGgo="}}""", "the task BACKGROUND_REMOVAL")]
    [InlineData(Titan, """{"taskType":"COLOR_GUIDED_GENERATION","colorGuidedGenerationParams":{"text":"a jar","colors":["#113355"]}}""", "the task COLOR_GUIDED_GENERATION")]
    [InlineData(Titan, """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a","conditionImage":"iVBORw0KGgo="}}""", "conditionImage")]
    [InlineData(Titan, """{"taskType":"INPAINTING","inPaintingParams":{"image":"iVBORw0KGgo=","maskPrompt":"the fern"}}""", "maskPrompt")]
    [InlineData(Titan, """{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":["iVBORw0KGgo=","iVBORw0KGgo="]}}""", "a variation of several images")]
    [InlineData(Canvas, """{"taskType":"VIRTUAL_TRY_ON","virtualTryOnParams":{"sourceImage":"iVBORw0KGgo=","referenceImage":"iVBORw0KGgo=","maskType":"GARMENT","garmentBasedMask":{}}}""", "the task VIRTUAL_TRY_ON")]
    [InlineData(Sdxl, """{"text_prompts":[{"text":"a"}],"init_image":"iVBORw0KGgo=","mask_source":"INIT_IMAGE_ALPHA"}""", "mask_source INIT_IMAGE_ALPHA")]
    [InlineData(Inpaint, """{"image":"iVBORw0KGgo="}""", "painting where an image is transparent")]
    [InlineData("us.stability.stable-fast-upscale-v1:0", """{"image":"iVBORw0KGgo="}""", "the image service fast-upscale")]
    public Task What_engines_can_not_be_asked_is_named(string model, string body, string what) =>
        _runtime.AssertNotDone(model, body, "Ganban does not implement " + what);

    [Fact]
    public async Task Stable_Diffusion_XL_answers_artifacts_with_their_seeds()
    {
        var answer = await _runtime.Invoke(
            Sdxl,
            """{"text_prompts":[{"text":"clay"},{"text":"robot","weight":0.5},{"text":"blur","weight":-1}],"cfg_scale":12,"steps":40,"seed":11,"width":1344,"height":768,"sampler":"K_EULER_ANCESTRAL","style_preset":"low-poly"}""");

        Assert.Equal(
            $$"""{"result":"success","artifacts":[{"seed":40,"base64":"{{Png}}","finishReason":"SUCCESS"}]}""", answer);
        Assert.Equal(
            new ImageRequest
            {
                Prompt = "clay, robot, low poly style",
                NegativePrompt = "blur",
                Width = 1344,
                Height = 768,
                Guidance = 12,
                Steps = 40,
                Seed = 11,
                Sampler = "Euler a",
            },
            _painter.Last);
    }

    [Theory]
    [InlineData(""" "image_strength":0.25 """, 0.75, null)]
    [InlineData(""" "init_image_mode":"STEP_SCHEDULE","step_schedule_start":0.6 """, 0.6, null)]
    [InlineData(""" "mask_source":"MASK_IMAGE_WHITE","mask_image":"iVBORw0KGgo=" """, 1.0, true)]
    [InlineData(""" "mask_source":"MASK_IMAGE_BLACK","mask_image":"iVBORw0KGgo=" """, 1.0, false)]
    public async Task Stable_Diffusion_XL_begins_with_an_image(string members, double change, bool? changesWhite)
    {
        await _runtime.Invoke(Sdxl, $$"""{"text_prompts":[{"text":"a"}],"init_image":"{{Png}}",{{members}}}""");

        var source = _painter.Last!.Source!;
        Assert.Equal((change, changesWhite), (source.Change, source.Mask?.ChangesWhite));
    }

    [Fact]
    public async Task Stable_Image_answers_seeds_reasons_and_images()
    {
        var answer = await _runtime.Invoke(
            Core, """{"prompt":"teapot","negative_prompt":"people","aspect_ratio":"16:9","seed":3,"output_format":"jpeg"}""");

        Assert.Equal($$"""{"seeds":[40],"finish_reasons":[null],"images":["{{Png}}"]}""", answer);
        Assert.Equal(
            new ImageRequest
            {
                Prompt = "teapot", NegativePrompt = "people", Width = 1344, Height = 768, Seed = 3, Format = "jpeg",
            },
            _painter.Last);
    }

    [Fact]
    public async Task Stable_Diffusion_3_changes_an_image_and_the_service_paints_over_white()
    {
        await _runtime.Invoke(
            Sd35, $$"""{"prompt":"teapot","mode":"image-to-image","image":"{{Png}}","strength":0.5}""");
        Assert.Equal(0.5, _painter.Last!.Source!.Change);

        await _runtime.Invoke(Inpaint, $$"""{"image":"{{Png}}","mask":"{{Png}}","prompt":"a lid"}""");
        Assert.True(_painter.Last.Source!.Mask!.ChangesWhite);
    }

    [Fact]
    public Task A_body_that_breaks_the_schema_is_refused_whoever_could_draw() => _runtime.AssertMalformed(
        Titan, """{"taskType":"TEXT_IMAGE"}""", "#: required key [textToImageParams] not found");
}

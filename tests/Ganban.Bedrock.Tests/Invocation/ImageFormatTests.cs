namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>The formats of image models, which are checked in full, whoever answers.</summary>
public sealed class ImageFormatTests : IAsyncLifetime
{
    private const string Titan1 = "amazon.titan-image-generator-v1";
    private const string Titan2 = "amazon.titan-image-generator-v2:0";
    private const string Canvas = "amazon.nova-canvas-v1:0";
    private const string Sdxl = "stability.stable-diffusion-xl-v1";
    private const string Core = "stability.stable-image-core-v1:1";
    private const string Sd35 = "stability.sd3-5-large-v1:0";
    private const string Inpaint = "us.stability.stable-image-inpaint-v1:0";
    private const string Upscale = "us.stability.stable-fast-upscale-v1:0";
    private const string Transfer = "us.stability.stable-style-transfer-v1:0";
    private const string Config =
        "\"imageGenerationConfig\":{\"numberOfImages\":1,\"height\":512,\"width\":512,\"cfgScale\":8.0,\"seed\":7,\"quality\":\"standard\"}";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Titan1, """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a robot","negativeText":"people"},""" + Config + "}")]
    [InlineData(
        Titan2,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a robot","conditionImage":"iVBORw0KGgo=","controlMode":"CANNY_EDGE","controlStrength":0.7}}""")]
    [InlineData(
        Titan2,
        """{"taskType":"INPAINTING","inPaintingParams":{"image":"iVBORw0KGgo=","maskPrompt":"the fern","text":"a cactus"}}""")]
    [InlineData(
        Titan2,
        """{"taskType":"OUTPAINTING","outPaintingParams":{"image":"iVBORw0KGgo=","maskImage":"iVBORw0KGgo=","text":"a balcony","outPaintingMode":"DEFAULT"}}""")]
    [InlineData(
        Titan2,
        """{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":["iVBORw0KGgo="],"text":"pencil","similarityStrength":0.7}}""")]
    [InlineData(
        Titan2,
        """{"taskType":"COLOR_GUIDED_GENERATION","colorGuidedGenerationParams":{"text":"a jar","colors":["#113355","#FFAA00"],"referenceImage":"iVBORw0KGgo="}}""")]
    [InlineData(Titan2, """{"taskType":"BACKGROUND_REMOVAL","backgroundRemovalParams":{"image":"iVBORw0KGgo="}}""")]
    [InlineData(
        Canvas,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a boat","style":"DESIGN_SKETCH"},"imageGenerationConfig":{"width":1280,"height":720}}""")]
    [InlineData(
        Canvas,
        """{"taskType":"VIRTUAL_TRY_ON","virtualTryOnParams":{"sourceImage":"iVBORw0KGgo=","referenceImage":"iVBORw0KGgo=","maskType":"GARMENT","garmentBasedMask":{"garmentClass":"UPPER_BODY"}}}""")]
    [InlineData(
        Sdxl,
        """{"text_prompts":[{"text":"clay","weight":1.0},{"text":"blur","weight":-1.0}],"cfg_scale":7,"steps":30,"seed":4294967295,"width":1024,"height":1024,"samples":1,"style_preset":"isometric"}""")]
    [InlineData(
        Sdxl,
        """{"text_prompts":[{"text":"a hat"}],"init_image":"iVBORw0KGgo=","mask_source":"MASK_IMAGE_WHITE","mask_image":"iVBORw0KGgo="}""")]
    [InlineData(Core, """{"prompt":"teapot","negative_prompt":"people","aspect_ratio":"16:9","seed":3,"output_format":"png"}""")]
    [InlineData(Sd35, """{"prompt":"teapot","mode":"image-to-image","image":"iVBORw0KGgo=","strength":0.5}""")]
    [InlineData(Inpaint, """{"image":"iVBORw0KGgo=","mask":"iVBORw0KGgo=","prompt":"a lid","seed":3,"output_format":"png"}""")]
    [InlineData(Upscale, """{"image":"iVBORw0KGgo="}""")]
    [InlineData(Transfer, """{"init_image":"iVBORw0KGgo=","style_image":"iVBORw0KGgo=","style_strength":0.5}""")]
    public async Task A_right_body_is_told_that_nothing_can_draw(string model, string body)
    {
        var error = await _runtime.Refused("InvokeModel", model, body);
        Assert.Equal(("ModelNotReadyException", 429), (error.Code, error.Status));
        Assert.StartsWith(
            $"The body is right, but no engine that makes images is bound to {model[(model.StartsWith("us.", StringComparison.Ordinal) ? 3 : 0)..]}. Configure an engine of kind",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Titan1, """{}""", "#: required key [taskType] not found")]
    [InlineData(Titan1, """{"taskType":"BACKGROUND_REMOVAL"}""", "#/taskType: BACKGROUND_REMOVAL is not a valid enum value")]
    [InlineData(Titan1, """{"taskType":"TEXT_IMAGE"}""", "#: required key [textToImageParams] not found")]
    [InlineData(Titan1, """{"taskType":"TEXT_IMAGE","textToImageParams":[]}""", "#/textToImageParams: expected type: JSONObject, found: JSONArray")]
    [InlineData(
        Titan1,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a","controlMode":"CANNY_EDGE"}}""",
        "#/textToImageParams: extraneous key [controlMode] is not permitted")]
    [InlineData(
        Titan1,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a"},"imageGenerationConfig":{"width":500}}""",
        "#/imageGenerationConfig/width: 500 x 1024 is not among the sizes")]
    [InlineData(
        Titan1,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a"},"imageGenerationConfig":{"numberOfImages":6}}""",
        "#/imageGenerationConfig/numberOfImages: 6 is not less or equal to 5")]
    [InlineData(
        Titan2,
        """{"taskType":"INPAINTING","inPaintingParams":{"image":"iVBORw0KGgo="}}""",
        "#/inPaintingParams/maskPrompt: exactly one of maskPrompt and maskImage is expected")]
    [InlineData(
        Titan2,
        """{"taskType":"COLOR_GUIDED_GENERATION","colorGuidedGenerationParams":{"text":"a","colors":["red"]}}""",
        "#/colorGuidedGenerationParams/colors/0: string [red] does not match pattern ^#[0-9A-Fa-f]{6}$")]
    [InlineData(
        Titan2,
        """{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":[],"similarityStrength":0.1}}""",
        "#/imageVariationParams/images: expected minimum item count: 1, found: 0#/imageVariationParams/similarityStrength: 0.1 is not greater or equal to 0.2")]
    [InlineData(
        Titan2,
        """{"taskType":"BACKGROUND_REMOVAL","backgroundRemovalParams":{"image":"iVBORw0KGgo="},"imageGenerationConfig":{}}""",
        "#: extraneous key [imageGenerationConfig] is not permitted")]
    [InlineData(
        Canvas,
        """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a"},"imageGenerationConfig":{"width":330,"height":2048}}""",
        "#/imageGenerationConfig/width: 330 is not a multiple of 16#/imageGenerationConfig/width: 330 x 2048 is too large, too wide or too high")]
    [InlineData(Sdxl, """{}""", "#: required key [text_prompts] not found")]
    [InlineData(Sdxl, """{"text_prompts":[]}""", "#/text_prompts: expected minimum item count: 1, found: 0")]
    [InlineData(Sdxl, """{"text_prompts":[{"text":"a"}],"steps":51}""", "#/steps: 51 is not less or equal to 50")]
    [InlineData(Sdxl, """{"text_prompts":[{"text":"a"}],"seed":1.5}""", "#/seed: expected type: Integer, found: Double")]
    [InlineData(Sdxl, """{"text_prompts":[{"text":"a"}],"init_image":"?"}""", "#/init_image: is not an image in base64")]
    [InlineData(Core, """{"prompt":7}""", "#/prompt: expected type: String, found: Integer")]
    [InlineData(Core, """{"prompt":"a","image":"iVBORw0KGgo="}""", "#: extraneous key [image] is not permitted")]
    [InlineData(Sd35, """{"prompt":"a","mode":"image-to-image"}""", "#: required key [image] not found")]
    [InlineData(Upscale, """{"image":"iVBORw0KGgo=","prompt":"a"}""", "#: extraneous key [prompt] is not permitted")]
    [InlineData(Transfer, """{"image":"iVBORw0KGgo="}""", "#: required key [init_image] not found#: required key [style_image] not found#: extraneous key [image] is not permitted")]
    public Task Bodies_that_break_the_schema_are_refused(string model, string body, string complaints) =>
        _runtime.AssertMalformed(model, body, complaints);

    [Fact]
    public async Task Images_do_not_stream() => Assert.Equal(
        "The model is unsupported for streaming.",
        (await _runtime.Refused("InvokeModelWithResponseStream", Core, """{"prompt":"a"}""")).Message);
}

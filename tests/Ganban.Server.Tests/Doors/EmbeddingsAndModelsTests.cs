using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Doors;

[Collection(DoorTests.Name)]
public sealed class EmbeddingsAndModelsTests(DoorServer doors) : IDisposable
{
    private readonly DoorHttp _http = new(doors.Server.Address);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Texts_are_embedded_in_the_size_that_is_asked_for()
    {
        var one = await Embed(new { model = DoorServer.Titan, input = "bread and butter" });
        var some = await Embed(new { model = DoorServer.Titan, input = new[] { "bread and butter", "a lamp" }, dimensions = 256 });

        Assert.Equal((1024, 0), (Vector(one, 0).Length, (int)one["data"]![0]!["index"]!));
        Assert.Equal((256, 256), (Vector(some, 0).Length, Vector(some, 1).Length));
        Assert.Equal(1, Vector(one, 0).Sum(value => value * value), 1e-4);
        Assert.Equal(DoorServer.Titan, (string)some["model"]!);
        Assert.True((int)some["usage"]!["prompt_tokens"]! > (int)one["usage"]!["prompt_tokens"]!);
    }

    [Fact]
    public async Task Floats_in_base64_are_the_same_floats()
    {
        var plain = await Embed(new { model = "cohere.embed-v4:0", input = new[] { "bread" } });
        var packed = await Embed(new { model = "cohere.embed-v4:0", input = new[] { "bread" }, encoding_format = "base64" });

        var bytes = Convert.FromBase64String((string)packed["data"]![0]!["embedding"]!);
        Assert.Equal(Vector(plain, 0), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task Models_are_listed_and_shown_by_anything_that_names_them()
    {
        var list = await _http.Get("/openai/v1/models");
        var ids = list["data"]!.AsArray().Select(model => (string)model!["id"]!).ToList();

        Assert.Equal("list", (string)list["object"]!);
        Assert.Contains(DoorServer.Claude, ids);
        Assert.Contains("us." + DoorServer.Claude, ids);
        Assert.Contains(DoorServer.Titan, ids);
        Assert.DoesNotContain("amazon.titan-image-generator-v1", ids);
        Assert.DoesNotContain("cohere.rerank-v3-5:0", ids);
        var arn = "arn:aws:bedrock:us-east-1::foundation-model/" + DoorServer.Claude;
        foreach (var id in new[] { "us." + DoorServer.Claude, arn, Uri.EscapeDataString(arn) })
        {
            var model = await _http.Get("/v1/models/" + id);
            Assert.Equal(
                (Uri.UnescapeDataString(id), "model", "anthropic"),
                ((string)model["id"]!, (string)model["object"]!, (string)model["owned_by"]!));
        }
    }

    private Task<JsonNode> Embed(object body) => _http.Ask("/openai/v1/embeddings", body);

    private static float[] Vector(JsonNode answer, int index) =>
        [.. answer["data"]![index]!["embedding"]!.AsArray().Select(value => (float)value!)];
}

using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>The embedding that Ganban carries, as Titan Text Embeddings V2 through the front door.</summary>
public sealed class CarriedEmbeddingTests : IClassFixture<GanbanServer>, IDisposable
{
    private const string TitanV2 = "/model/amazon.titan-embed-text-v2:0/invoke";
    private readonly SignedHttp _http;

    public CarriedEmbeddingTests(GanbanServer server)
    {
        _http = new SignedHttp(server.Address);
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1024)]
    public async Task A_vector_has_the_dimensions_asked_for_at_unit_length_and_names_its_engine(int dimensions)
    {
        using var response = await _http.Post(TitanV2, new { inputText = "A clay robot. 粘土のロボット。", dimensions });

        var vector = Numbers(await SignedHttp.Json(response));
        Assert.Equal(dimensions, vector.Length);
        Assert.Equal(1, vector.Sum(number => number * number), 4);
        Assert.Equal("ganban-lexical-2", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
    }

    [Theory]
    [InlineData("How long is the warranty of the coffee machine?")]
    [InlineData("コーヒーメーカーの保証期間は何年ですか？")]
    public async Task A_question_is_nearest_to_the_text_that_answers_it(string question)
    {
        string[] texts =
        [
            "The warranty of our coffee machines lasts two years from the day of purchase.",
            "Clean the coffee machine every month with warm water.",
            "The office in Kyoto is closed on public holidays.",
            "コーヒーメーカーの保証期間は、購入日から二年間です。",
            "コーヒーメーカーは毎月、ぬるま湯で洗ってください。",
            "京都の営業所は祝日に休業します。",
        ];
        var isJapanese = question[0] > 'z';
        foreach (var dimensions in new[] { 256, 512, 1024 })
        {
            var asked = await Vector(question, dimensions);
            var nearness = new List<double>();
            foreach (var text in texts)
            {
                nearness.Add((await Vector(text, dimensions)).Zip(asked, (a, b) => a * b).Sum());
            }

            Assert.Equal(isJapanese ? 3 : 0, nearness.IndexOf(nearness.Max()));
        }
    }

    [Fact]
    public async Task Other_dimensions_are_refused_as_the_model_refuses_them()
    {
        using var response = await _http.Post(TitanV2, new { inputText = "Hi", dimensions = 384 });

        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith(
            "ValidationException:",
            Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")),
            StringComparison.Ordinal);
        Assert.Contains("384", (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    private async Task<double[]> Vector(string text, int dimensions)
    {
        using var response = await _http.Post(TitanV2, new { inputText = text, dimensions });
        return Numbers(await SignedHttp.Json(response));
    }

    private static double[] Numbers(JsonNode answer) =>
        [.. answer["embedding"]!.AsArray().Select(number => (double)number!)];
}

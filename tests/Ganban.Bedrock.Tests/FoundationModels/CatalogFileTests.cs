using System.Text;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class CatalogFileTests
{
    private static IReadOnlyList<CatalogModel> Read(string json) =>
        CatalogFields.ReadFile("models/acme.json", Encoding.UTF8.GetBytes(json), CatalogReader.Models);

    [Fact]
    public void What_a_file_leaves_out_is_not_known()
    {
        var model = Assert.Single(Read(
            """{"provider":"Acme","models":[{"id":"acme.a-v1","name":"A","nativeFormat":"acme"}]}"""));

        Assert.Equal("Acme", model.Provider);
        Assert.Null(model.InferenceTypes);
        Assert.Null(model.Prices);
        Assert.Empty(model.Languages);
        Assert.True(model.SupportsOnDemand("us-east-1"));
    }

    [Theory]
    [InlineData("""{"provider":"Acme","models":[{"id":"a","name":"A","nativeFormat":"f","contxtTokens":1}]}""", "contxtTokens")]
    [InlineData("""{"provider":"Acme","models":[{"id":"a","nativeFormat":"f"}]}""", "name")]
    [InlineData("""{"provider":"Acme","provider":"Acme","models":[]}""", "twice")]
    [InlineData("""{"provider":"Acme","models":[{"id":"a","name":"A","nativeFormat":"f","contextTokens":1.5}]}""", "acme.json")]
    [InlineData("""{"provider":7,"models":[]}""", "acme.json")]
    [InlineData("""{"provider":"Acme",""", "acme.json")]
    public void A_slip_in_a_file_is_named_with_its_file(string json, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(json));

        Assert.Contains("models/acme.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}

using System.Text;
using Ganban.Bedrock.Ingestion;

namespace Ganban.Bedrock.Tests.Ingestion;

public sealed class MetadataFileTests
{
    [Fact]
    public void Attributes_are_plain_values_or_objects_with_a_type()
    {
        var metadata = Read("""
            {"metadataAttributes":{"a":"x","b":2,"c":true,"d":["y","z"],
             "e":{"value":{"type":"STRING","stringValue":"told"},"includeForEmbedding":true},
             "f":{"value":{"type":"NUMBER","numberValue":3}}}}
            """);

        Assert.Equal(["a", "b", "c", "d", "e", "f"], metadata.Attributes.Keys);
        Assert.Equal(("told", 3), (metadata.Attributes["e"].GetString(), metadata.Attributes["f"].GetInt32()));
        Assert.Equal("e: told", metadata.ForEmbedding);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "no object metadataAttributes")]
    [InlineData("""{"metadataAttributes":{"a":null}}""", "attribute a")]
    [InlineData("""{"metadataAttributes":{"a":[1]}}""", "attribute a")]
    [InlineData("""{"metadataAttributes":{"a":{"value":{"type":"DATE"}}}}""", "attribute a")]
    [InlineData("""{"documentStructureConfiguration":{},"metadataAttributes":{}}""", "documentStructureConfiguration")]
    public void What_is_wrong_is_told(string json, string complaint) => Assert.Contains(
        complaint, Assert.Throws<DocumentFailedException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static SourceMetadata Read(string json) => MetadataFile.Read(Encoding.UTF8.GetBytes(json));
}

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
    [InlineData("""{"metadataAttributes":{"a":"\ud83d"}}""", "no JSON in UTF-8")]
    [InlineData("""{"metadataAttributes":{"a":["x","\ud83d"]}}""", "no JSON in UTF-8")]
    public void What_is_wrong_is_told(string json, string complaint) => Assert.Contains(
        complaint, Assert.Throws<DocumentFailedException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        // 著者 in Shift_JIS.
        byte[] content = [.. "{\"metadataAttributes\":{\""u8, 0x92, 0x98, 0x8E, 0xD2, .. "\":\"x\"}}"u8];
        var failed = Assert.Throws<DocumentFailedException>(() => MetadataFile.Read(content));
        Assert.Contains("no JSON in UTF-8", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_csv_file_it_names_the_column_of_the_text_and_those_of_attributes()
    {
        var records = Read("""
            {"metadataAttributes":{"shop":"Osaka"},"documentStructureConfiguration":{
             "type":"RECORD_BASED_STRUCTURE_METADATA","recordBasedStructureMetadata":{
              "contentFields":[{"fieldName":"story"}],
              "metadataFieldsSpecification":{"fieldsToInclude":[{"fieldName":"year"}],"fieldsToExclude":[{"fieldName":"id"}]}}}}
            """).Records!;

        Assert.Equal("story", records.Content);
        Assert.True(records.IsAttribute("year"));
        Assert.All(["story", "id", "other"], column => Assert.False(records.IsAttribute(column)));
    }

    [Fact]
    public void Only_what_is_embedded_changes_the_shape()
    {
        var shape = Read("""{"metadataAttributes":{"a":1}}""").Shape();
        Assert.Equal(shape, Read("""{"metadataAttributes":{"a":2,"b":"x"}}""").Shape());
        Assert.NotEqual(shape, Read("""
            {"metadataAttributes":{"a":{"value":{"type":"NUMBER","numberValue":2},"includeForEmbedding":true}}}
            """).Shape());
    }

    private static SourceMetadata Read(string json) => MetadataFile.Read(Encoding.UTF8.GetBytes(json));
}

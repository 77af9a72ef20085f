using Ganban.Contracts.Bedrock;
using Ganban.Contracts.BedrockAgent;
using static Ganban.Contracts.Tests.Requests;

namespace Ganban.Contracts.Tests;

public sealed class ValidationMessageTests
{
    private const string AgentArn = "arn:aws:bedrock:us-east-1:123456789012:agent/ABCDEFGHIJ";
    private const string Schema = """ "inputSchema":{"json":{}} """;

    [Fact]
    public void All_violations_are_counted_and_told_in_the_services_words() => Assert.Equal(
        "3 validation errors detected: Value '' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+; Value '' at 'toolConfig.tools.1.member.toolSpec.name' "
        + "failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at "
        + "'toolConfig.tools.1.member.toolSpec.description' failed to satisfy constraint: Member must have length greater than or "
        + "equal to 1",
        ConverseError($$$"""{"toolConfig":{"tools":[{"toolSpec":{"name":"","description":"",{{{Schema}}}}}]}}"""));

    [Fact]
    public void A_list_that_is_too_short_is_named_without_its_value() => Assert.Equal(
        "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater "
        + "than or equal to 1",
        ConverseError("""{"toolConfig":{"tools":[]}}"""));

    [Fact]
    public void A_value_outside_its_range_is_told_with_the_bound()
    {
        Assert.Equal(
            "1 validation error detected: Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have "
            + "value greater than or equal to 1",
            ConverseError("""{"inferenceConfig":{"maxTokens":0}}"""));
        Assert.Equal(
            "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must "
            + "have value less than or equal to 1",
            ConverseError("""{"inferenceConfig":{"temperature":1.5}}"""));
    }

    [Fact]
    public void A_value_outside_its_enumeration_is_told_with_the_set() => Assert.Equal(
        "1 validation error detected: Value 'robot' at 'messages.2.member.role' failed to satisfy constraint: Member must satisfy "
        + "enum value set: [user, assistant]",
        ConverseError("""{"messages":[{"role":"user","content":[]},{"role":"robot","content":[]}]}"""));

    [Fact]
    public void A_missing_member_is_named_with_its_path() => Assert.Equal(
        "2 validation errors detected: Value null at 'messages.1.member.role' failed to satisfy constraint: Member must not be null; "
        + "Value null at 'messages.2.member.content' failed to satisfy constraint: Member must not be null",
        ConverseError("""{"messages":[{"content":[]},{"role":"user"}]}"""));

    [Fact]
    public void A_null_in_a_list_is_named_with_its_place() => Assert.Equal(
        "1 validation error detected: Value null at 'messages.2.member' failed to satisfy constraint: Member must not be null",
        ConverseError("""{"messages":[{"role":"user","content":[]},null]}"""));

    [Fact]
    public void Everything_missing_from_an_empty_body_is_told() => Assert.Equal(
        "2 validation errors detected: Value null at 'resourceARN' failed to satisfy constraint: Member must not be null; "
        + "Value null at 'tags' failed to satisfy constraint: Member must not be null",
        Read(BedrockOperations.TagResource, Parts("")).Error);

    [Fact]
    public void A_text_with_the_wrong_characters_is_told_with_the_pattern()
    {
        var error = Read(
            BedrockOperations.TagResource,
            Parts("""{"resourceARN":"arn:aws:bedrock:us-east-1:123456789012:custom-model/a.b/abcdefghijkl","tags":[{"key":"?","value":"v"}]}""")).Error;

        Assert.EndsWith(
            @"Value '?' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\s._:/=+@-]*",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_a_map_are_reported_together_at_the_map()
    {
        var error = Read(BedrockAgentOperations.TagResource, Parts("""{"tags":{"?":"v","!":"w"}}""", AgentArn)).Error;

        Assert.StartsWith("1 validation error detected: Value at 'tags' failed to satisfy constraint: Map keys", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_arns_pass_the_pattern_that_the_contract_misspells() =>
        Assert.Null(Read(BedrockAgentOperations.TagResource, Parts("""{"tags":{"key":"value"}}""", AgentArn)).Error);

    [Fact]
    public void A_query_parameter_of_the_wrong_kind_is_told()
    {
        var parts = new RequestParts { Labels = [], Query = [new("maxResults", "many")], Header = _ => null, Body = default };

        Assert.Equal(
            "1 validation error detected: Value 'many' at 'maxResults' failed to satisfy constraint: Member must be an integer",
            Read(BedrockOperations.ListModelCustomizationJobs, parts).Error);
    }

    [Fact]
    public void A_sensitive_value_is_not_repeated()
    {
        var error = Read(
            BedrockOperations.CreateGuardrail,
            Parts($$"""{"name":"a","blockedInputMessaging":"a secret {{new string('s', 1000)}}","blockedOutputsMessaging":"b"}""")).Error;

        Assert.Equal(
            "1 validation error detected: Value at 'blockedInputMessaging' failed to satisfy constraint: Member must have length "
            + "less than or equal to 500",
            error);
    }

    [Fact]
    public void Thousands_of_violations_make_a_bounded_message()
    {
        var key = new string('k', 100_000);
        var body = "{\"promptVariables\":{\"" + key + "\":{\"text\":1}}}";
        var nulls = $$"""{"messages":[{{string.Join(',', Enumerable.Repeat("null", 20_000))}}]}""";

        Assert.InRange(ConverseError(body)!.Length, 1, 1_000);
        Assert.StartsWith("10000 validation errors detected: ", ConverseError(nulls), StringComparison.Ordinal);
        Assert.InRange(ConverseError(nulls)!.Length, 1, 20_000);
    }
}

using System.Text;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class FoundationModelWireTests
{
    [Fact]
    public async Task A_model_goes_out_with_the_members_that_amazon_bedrock_sends()
    {
        var request = new GetFoundationModelRequest { ModelIdentifier = "meta.llama3-8b-instruct-v1:0" };
        var response = await new GetFoundationModelHandler(ModelCatalog.Load())
            .Handle(request, TestStore.Call(), CancellationToken.None);

        var parts = new ResponseParts();
        BedrockOperations.GetFoundationModel.Write(response, parts);

        const string Body = """
            {"modelDetails":{
              "customizationsSupported":[],
              "inferenceTypesSupported":["ON_DEMAND"],
              "inputModalities":["TEXT"],
              "modelArn":"arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0",
              "modelId":"meta.llama3-8b-instruct-v1:0",
              "modelLifecycle":{"status":"ACTIVE"},
              "modelName":"Llama 3 8B Instruct",
              "outputModalities":["TEXT"],
              "providerName":"Meta",
              "responseStreamingSupported":true
            }}
            """;
        Assert.Equal(
            string.Concat(Body.Split('\n').Select(line => line.Trim())), Encoding.UTF8.GetString(parts.Body.Span));
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Bedrock.Ingestion.Transformation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Functions;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Tests.Ingestion;

/// <summary>Passages on their way through a function.</summary>
public sealed class PassageTransformationTests : IAsyncLifetime
{
    private const string Account = "000000000000";
    private static readonly Passage[] Passages = [Of("first"), Of("second")];

    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-test-").FullName;
    private readonly TestObjects _objects;

    public PassageTransformationTests() => _objects = TestObjects.In(_folder);

    public async Task InitializeAsync()
    {
        await _objects.Add(Address("ready"), Encoding.UTF8.GetBytes("x"));
        await _objects.Add(
            Address("half"), Encoding.UTF8.GetBytes("""{"fileContents":[{"contentBody":"half \ud83d"}]}"""));
    }

    public async Task DisposeAsync()
    {
        await _objects.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_function_is_told_where_the_passages_are_and_its_own_take_their_place()
    {
        JsonNode? told = null;
        var passages = await Apply(async call =>
        {
            Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:shout", call.Function);
            told = JsonNode.Parse(call.Event.Payload.Span);
            var batch = JsonNode.Parse(await Read((string)told!["inputFiles"]![0]!["contentBatches"]![0]!["key"]!))!;
            var bodies = batch["fileContents"]!.AsArray().Select(item => (string)item!["contentBody"]!);
            await _objects.Add(Address("out.json"), Encoding.UTF8.GetBytes(new JsonObject
            {
                ["fileContents"] = new JsonArray(
                [
                    .. bodies.Select(body => new JsonObject
                    {
                        ["contentBody"] = body.ToUpperInvariant(),
                        ["contentType"] = "TEXT",
                        ["contentMetadata"] = new JsonObject { ["length"] = body.Length, ["odd"] = new JsonObject() },
                    }),
                    new JsonObject { ["contentBody"] = " " },
                ]),
            }.ToJsonString()));
            return """{"outputFiles":[{"fileMetadata":{"by":"me"},"contentBatches":[{"key":"out.json"}]}]}""";
        });

        Assert.Equal(["FIRST", "SECOND"], passages.Select(passage => passage.Text));
        Assert.Equal(["SECOND"], passages[1].Embedded);
        Assert.Equal("""{"by":"me","length":5}""", JsonSerializer.Serialize(passages[0].Attributes));
        Assert.Equal(
            ("1.0", "KB", "DS", "JOB", "between", "CHUNKING"),
            ((string)told!["version"]!, (string)told["knowledgeBaseId"]!, (string)told["dataSourceId"]!,
                (string)told["ingestionJobId"]!, (string)told["bucketName"]!, (string)told["priorTask"]!));
        Assert.Equal(
            """{"type":"S3","s3_location":{"uri":"s3://docs/a.txt"}}""",
            told["inputFiles"]![0]!["originalFileLocation"]!.ToJsonString());
    }

    [Theory]
    [InlineData("[]", "outputFiles")]
    [InlineData("nothing", "no JSON")]
    [InlineData("""{"outputFiles":[{"contentBatches":[{"key":"never"}]}]}""", "never")]
    [InlineData("""{"outputFiles":[{"contentBatches":[{"key":"ready"}]}]}""", "no JSON")]
    [InlineData("""{"outputFiles":[{"contentBatches":[{"key":"half"}]}]}""", "no JSON in UTF-8")]
    [InlineData("""{"outputFiles":[{"contentBatches":[{"key":"\ud83d"}]}]}""", "no JSON in UTF-8")]
    public async Task What_a_function_answers_wrongly_fails_the_document(string answer, string complaint)
    {
        var failed = await Assert.ThrowsAsync<DocumentFailedException>(() => Apply(_ => Task.FromResult(answer)));
        Assert.Contains(complaint, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_names_more_files_than_are_read_fails_the_document()
    {
        await _objects.Add(
            Address("out.json"), Encoding.UTF8.GetBytes("""{"fileContents":[{"contentBody":"kept"}]}"""));
        Assert.Equal(1_000, (await Apply(_ => Task.FromResult(Answer(1_000)))).Count);

        var failed = await Assert.ThrowsAsync<DocumentFailedException>(
            () => Apply(_ => Task.FromResult(Answer(1_001))));
        Assert.Contains("more than 1000 files", failed.Message, StringComparison.Ordinal);

        static string Answer(int files)
        {
            var keys = string.Join(',', Enumerable.Repeat("""{"key":"out.json"}""", files));
            return $$"""{"outputFiles":[{"contentBatches":[{{keys}}]}]}""";
        }
    }

    [Fact]
    public async Task A_function_that_fails_says_why_and_one_that_is_not_there_ends_the_job()
    {
        var failed = await Assert.ThrowsAsync<DocumentFailedException>(
            () => Apply(_ => Task.FromResult("""{"errorMessage":"no ink","errorType":"E"}"""), error: "Unhandled"));
        Assert.Contains("no ink", failed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DocumentFailedException>(
            () => Apply(_ => Task.FromResult("""{"errorMessage":"half \ud83d"}"""), error: "Unhandled"));
        await Assert.ThrowsAsync<IngestionFailedException>(
            () => Apply(_ => throw new FunctionException(FunctionFailure.NotFound, "There is none.")));
    }

    private async Task<IReadOnlyList<Passage>> Apply(Func<FunctionCall, Task<string>> function, string? error = null)
    {
        var target = new IngestionTarget(
            new Tenant(Account, "us-east-1"),
            "KB",
            "DS",
            new EmbeddingUse("m", null, IsBinary: false),
            new VectorIngestionConfiguration
            {
                CustomTransformationConfiguration = new()
                {
                    IntermediateStorage = new() { S3Location = new() { Uri = "s3://between" } },
                    Transformations =
                    [
                        new Transformation
                        {
                            StepToApply = StepType.PostChunking,
                            TransformationFunction = new()
                            {
                                TransformationLambdaConfiguration = new()
                                {
                                    LambdaArn = "arn:aws:lambda:us-east-1:000000000000:function:shout",
                                },
                            },
                        },
                    ],
                },
            },
            new OperationContext
            {
                Caller = new Caller(Account, "us-east-1", "arn"),
                RequestId = "1",
                Operation = "StartIngestionJob",
            })
        {
            Job = "JOB",
            Index = new Ganban.Storage.Vectors.VectorIndex(new Tenant(Account, "us-east-1"), "KB"),
        };
        var file = new SourceFile("s3://docs/a.txt", false, DocumentFormat.Text, default, SourceMetadata.None);
        return await new PassageTransformation(_objects, new SourceObjects(_objects), [new Function(function, error)])
            .Apply(target, file, Passages, default);
    }

    private static Passage Of(string text) => new(text, null, [], [text]);

    private static ObjectAddress Address(string key) => new(Account, "between", key);

    private async Task<byte[]> Read(string key)
    {
        await using var reading = await _objects.Open(Address(key), range: null, default);
        var content = new byte[reading.Bytes];
        await reading.Content.ReadExactlyAsync(content);
        return content;
    }

    private sealed class Function(Func<FunctionCall, Task<string>> work, string? error) : IFunctionInvoker
    {
        public async Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken) =>
            new(Encoding.UTF8.GetBytes(await work(call)), error);

        public Task<bool> Has(Tenant tenant, string function, CancellationToken cancellationToken) =>
            Task.FromResult(true);
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>Passages that a function changes before they are embedded.</summary>
public sealed class KnowledgeTransformationTests(GanbanServer server) : IClassFixture<GanbanServer>, IDisposable
{
    // It shouts, unless the first passage tells it to do something wrong.
    private const string Function = """
        import boto3, json, os

        s3 = boto3.client('s3', endpoint_url=os.environ['AWS_ENDPOINT_URL'])

        def handler(event, context):
            bucket = event['bucketName']
            files = []
            for file in event['inputFiles']:
                batches = []
                for batch in file['contentBatches']:
                    read = json.load(s3.get_object(Bucket=bucket, Key=batch['key'])['Body'])
                    word = read['fileContents'][0]['contentBody'].split()[0]
                    if word == 'throw':
                        raise ValueError('no ink')
                    for content in read['fileContents']:
                        content['contentBody'] = content['contentBody'].upper()
                        content['contentMetadata']['mood'] = 'loud'
                    key = batch['key'].replace('.JSON', '_out.JSON')
                    if word != 'missing':
                        body = '{' if word == 'broken' else json.dumps(read)
                        s3.put_object(Bucket=bucket, Key=key, Body=body)
                    batches.append({'key': key})
                files.append({'originalFileLocation': file['originalFileLocation'],
                              'fileMetadata': file['fileMetadata'], 'contentBatches': batches})
                if word == 'empty':
                    return {'done': True}
            return {'outputFiles': files}
        """;

    private readonly SignedHttp _http = new(server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Boto3Fact]
    public async Task A_function_changes_the_passages_and_its_bad_answers_fail_their_documents_alone()
    {
        using var bucket = await new TestBucket(server.Address, "loud").Create();
        using var between = await new TestBucket(server.Address, "loud-between").Create();
        await bucket.Put("good.txt", "the kettle weighs two kilograms");
        await bucket.Put("good.txt.metadata.json", """{"metadataAttributes":{"year":7}}""");
        foreach (var word in new[] { "throw", "missing", "broken", "empty" })
        {
            await bucket.Put($"{word}.txt", $"{word} is what the function does with a kettle");
        }

        var arn = await Create("shout");
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("loud"));
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", Source("loud", arn));

        var source = (string)made["dataSource"]!["dataSourceId"]!;
        var job = await Calls.Sync(id, source);

        Assert.Equal("COMPLETE", (string)job["status"]!);
        Assert.Equal(1, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!);
        Assert.Equal(4, (int)job["statistics"]!["numberOfDocumentsFailed"]!);
        Assert.Contains("no ink", Reason(job, "throw.txt"), StringComparison.Ordinal);
        Assert.Contains("which the function names, can't be read", Reason(job, "missing.txt"), StringComparison.Ordinal);
        Assert.Contains("no JSON", Reason(job, "broken.txt"), StringComparison.Ordinal);
        Assert.Contains("no list outputFiles", Reason(job, "empty.txt"), StringComparison.Ordinal);
        var only = await Only(id);
        Assert.Equal("THE KETTLE WEIGHS TWO KILOGRAMS", (string)only["content"]!["text"]!);
        Assert.Equal(("loud", 7), ((string)only["metadata"]!["mood"]!, (int)only["metadata"]!["year"]!));
        Assert.All(
            await between.Keys(""),
            key => Assert.StartsWith($"steps/aws/bedrock/knowledge_bases/{id}/", key, StringComparison.Ordinal));

        // The function was told the attributes, so it is told their change too.
        await bucket.Put("good.txt.metadata.json", """{"metadataAttributes":{"year":8}}""");
        var second = await Calls.Sync(id, source);
        Assert.Equal(1, (int)second["statistics"]!["numberOfMetadataDocumentsModified"]!);
        Assert.Equal(8, (int)(await Only(id))["metadata"]!["year"]!);
    }

    [Boto3Fact]
    public async Task Files_for_the_function_beside_the_documents_are_no_documents()
    {
        using var bucket = await new TestBucket(server.Address, "mixed").Create();
        await bucket.Put("good.txt", "the kettle weighs two kilograms");
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("mixed"));
        var body = Source("mixed", await Create("mix"));
        body["vectorIngestionConfiguration"]!["customTransformationConfiguration"]!["intermediateStorage"]!["s3Location"]!["uri"] =
            "s3://mixed/steps";
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", body);
        var source = (string)made["dataSource"]!["dataSourceId"]!;

        await Calls.Sync(id, source);
        var job = await Calls.Sync(id, source);

        Assert.Equal(1, (int)job["statistics"]!["numberOfDocumentsScanned"]!);
        Assert.True((await bucket.Keys("steps/")).Length > 1);
    }

    private async Task<JsonNode> Only(string id)
    {
        var found = await Calls.Send(
            HttpMethod.Post,
            $"/knowledgebases/{id}/retrieve",
            new JsonObject { ["retrievalQuery"] = new JsonObject { ["text"] = "kettle" } });
        return Assert.Single(found["retrievalResults"]!.AsArray())!;
    }

    private static string Reason(JsonNode job, string file) => job["failureReasons"]!.AsArray()
        .Select(reason => (string)reason!)
        .Single(reason => reason.Contains($"/{file}", StringComparison.Ordinal));

    private static JsonObject Source(string bucket, string function) => JsonNode.Parse($$$"""
        {"name":"{{{bucket}}}",
         "dataSourceConfiguration":{"type":"S3","s3Configuration":{"bucketArn":"arn:aws:s3:::{{{bucket}}}"} },
         "vectorIngestionConfiguration":{"customTransformationConfiguration":{
           "intermediateStorage":{"s3Location":{"uri":"s3://{{{bucket}}}-between/steps"} },
           "transformations":[{"stepToApply":"POST_CHUNKING","transformationFunction":
             {"transformationLambdaConfiguration":{"lambdaArn":"{{{function}}}"} } }]} } }
        """)!.AsObject();

    private async Task<string> Create(string name)
    {
        using var lambda = new SignedHttp(server.Address) { Service = "lambda" };
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = archive.CreateEntry("app.py").Open();
            await entry.WriteAsync(Encoding.UTF8.GetBytes(Function));
        }

        using var made = await lambda.Post("/2015-03-31/functions", new
        {
            FunctionName = name,
            Runtime = "python3.0", // which no machine has: the python3 that has boto3
            Role = "arn:aws:iam::000000000000:role/any",
            Handler = "app.handler",
            Timeout = 60,
            MemorySize = 512,
            Code = new { ZipFile = Convert.ToBase64String(zip.ToArray()) },
        });
        var json = await SignedHttp.Json(made);
        Assert.True(made.IsSuccessStatusCode, json.ToJsonString());
        return (string)json["FunctionArn"]!;
    }
}

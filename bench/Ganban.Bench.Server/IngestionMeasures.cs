using System.Diagnostics;
using System.Globalization;

namespace Ganban.Bench.Server;

/// <summary>
/// How long a knowledge base takes to index markdown files of 2 kB: with the carried embedding, and with an embedding
/// model elsewhere that takes its time for each text, one request after the other, as a model on one processor does. Of
/// that, the share of the job in which the model was at work; and how much memory the server held at most.
/// </summary>
internal static class IngestionMeasures
{
    /// <summary>The verb that starts them.</summary>
    public const string Verb = "ingestion";

    private const int UploadsAtOnce = 8;
    private const string Carried = "amazon.titan-embed-text-v2:0";
    private const string Elsewhere = "cohere.embed-english-v3";

    /// <summary>Measures jobs over so many files each.</summary>
    public static async Task Run(IReadOnlyList<int> counts)
    {
        await using var model = await SlowModel.Start();
        foreach (var count in counts)
        {
            foreach (var embedding in new[] { Carried, Elsewhere })
            {
                await using var server = await ServerProcess.Start(new Dictionary<string, string>
                {
                    ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
                    ["GANBAN__ENGINES__HOUSE__URL"] = model.Address + "v1",
                    ["GANBAN__ENGINES__HOUSE__EMBEDDINGMODEL"] = "slow",
                    ["GANBAN__BINDINGS__0__PATTERN"] = "cohere.embed*",
                    ["GANBAN__BINDINGS__0__ENGINE"] = "house",
                });
                await Measure(server, model, count, embedding);
            }
        }
    }

    private static async Task Measure(ServerProcess server, SlowModel model, int count, string embedding)
    {
        using var http = Client.Http(server.Address, UploadsAtOnce);
        await Client.PutObject(http, server.Address, "/files", "");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce },
            async (i, _) => await Client.PutObject(http, server.Address, $"/files/{i:D6}.md", Markdown(i)));
        var id = (await Client.Json(http, server.Address, HttpMethod.Put, "/knowledgebases/", $$$$"""
            {"name":"bench","roleArn":"arn:aws:iam::000000000000:role/kb","knowledgeBaseConfiguration":{"type":"VECTOR",
            "vectorKnowledgeBaseConfiguration":{
            "embeddingModelArn":"arn:aws:bedrock:us-east-1::foundation-model/{{{{embedding}}}}"}},
            "storageConfiguration":{"type":"S3_VECTORS","s3VectorsConfiguration":{
            "indexArn":"arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/any"}}}
            """)).GetProperty("knowledgeBase").GetProperty("knowledgeBaseId").GetString()!;
        var source = (await Client.Json(http, server.Address, HttpMethod.Put, $"/knowledgebases/{id}/datasources/", """
            {"name":"files","dataSourceConfiguration":{"type":"S3",
            "s3Configuration":{"bucketArn":"arn:aws:s3:::files"}}}
            """)).GetProperty("dataSource").GetProperty("dataSourceId").GetString()!;
        var jobs = $"/knowledgebases/{id}/datasources/{source}/ingestionjobs/";

        var busyBefore = model.Busy;
        var before = server.ProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var job = (await Client.Json(http, server.Address, HttpMethod.Put, jobs, "{}")).GetProperty("ingestionJob");
        long memory = 0;
        while (job.GetProperty("status").GetString() is not ("COMPLETE" or "FAILED"))
        {
            await Task.Delay(100);
            memory = Math.Max(memory, server.Memory);
            var path = jobs + job.GetProperty("ingestionJobId").GetString();
            job = (await Client.Json(http, server.Address, HttpMethod.Get, path, null)).GetProperty("ingestionJob");
        }

        var took = Stopwatch.GetElapsedTime(started);
        var busy = model.Busy - busyBefore;
        var indexed = job.GetProperty("statistics").GetProperty("numberOfNewDocumentsIndexed").GetInt64();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} files, {embedding}: {job.GetProperty("status")}, {indexed} indexed in {took.TotalSeconds:F1} s "
            + $"({indexed / took.TotalSeconds:F0}/s), the model at work {busy / took:P0} of it, "
            + $"{(server.ProcessorTime - before).TotalMilliseconds / count:F2} ms of the processor a file, "
            + $"at most {memory >> 20} MiB"));
    }

    // About 2 kB in some sections, no two files the same.
    private static string Markdown(int number) => string.Concat(Enumerable.Range(1, 8).Select(section => string.Create(
        CultureInfo.InvariantCulture,
        $"## Part {section} of machine {number}\n\nMachine {number} has {(number * 31) + section} wheels. It was built in the workshop "
        + $"by the river, where part {section} is kept dry. Whoever repairs it needs key {number % 97} and a lamp. Its oil is "
        + $"changed every {section + 3} months.\n\n")));
}

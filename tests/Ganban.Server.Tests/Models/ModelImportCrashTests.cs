using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>A process that is killed while it imports a model.</summary>
public sealed class ModelImportCrashTests
{
    [Fact]
    public async Task A_killed_process_begins_the_import_again_and_keeps_only_the_files_of_models()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            using var bucket = await new TestBucket(server.Address, "import-again").Create();
            await ImportCalls.PutSafetensors(bucket, "model/", "llama");
            string kept;
            string begun;
            using (var before = new SignedHttp(server.Address))
            {
                kept = await new ImportCalls(before).Import(ImportCalls.Job("kept", bucket.Uri("model/")));
                begun = await new ImportCalls(before).Begin(ImportCalls.Job("begun", bucket.Uri("model/")));
            }

            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            var stray = Path.Combine(server.Data, "imported-models", "000000000000.us-east-1.abcdefghij12.gguf");
            await File.WriteAllTextAsync(stray, "left behind");
            await server.InitializeAsync();

            using var after = new SignedHttp(server.Address);
            var job = await new ImportCalls(after).End(begun);
            Assert.Equal("Completed", (string)job["status"]!);
            Assert.False(File.Exists(stray));
            foreach (var arn in new[] { kept, (string)job["importedModelArn"]! })
            {
                var body = new
                {
                    messages = new[] { new { role = "user", content = new[] { new { text = "Hello!" } } } },
                    inferenceConfig = new { maxTokens = 2 },
                };
                using var response = await after.Post($"/model/{Uri.EscapeDataString(arn)}/converse", body);
                response.EnsureSuccessStatusCode();
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}

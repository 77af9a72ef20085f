using Ganban.Bedrock.AsyncInvocation;
using Ganban.Bedrock.BatchInference;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.ModelImport;

namespace Ganban.Server.Hosting;

/// <summary>The work that goes on in the background, as the settings describe it.</summary>
internal static class JobSetup
{
    /// <summary>Registers the runner of jobs and the types of jobs.</summary>
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services, ServerOptions options) =>
        services
            .AddModelImport(new ModelImportOptions { Folder = ImportedEngines.FolderIn(options.Data) })
            .AddJobs(new JobOptions
            {
                Folder = Path.Combine(options.Data, "jobs"),
                JobsMax = options.Jobs.JobsMax,
                JobsPerAccountMax = options.Jobs.JobsPerAccountMax,
                UnfinishedMax = options.Jobs.UnfinishedMax,
            })
            .AddAsyncInvocation()
            .AddBatchInference(new BatchInferenceOptions
            {
                RecordsMin = options.BatchInference.RecordsMin,
                RecordsMax = options.BatchInference.RecordsMax,
                FileBytesMax = options.BatchInference.FileBytesMax,
                JobBytesMax = options.BatchInference.JobBytesMax,
                RecordBytesMax = options.BatchInference.RecordBytesMax,
                Concurrency = options.BatchInference.Concurrency,
            });
}

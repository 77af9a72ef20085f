namespace Ganban.Bedrock.Jobs;

/// <summary>The folders in which jobs keep what they have done, so that a killed process loses little.</summary>
internal sealed class JobFolders(JobOptions options)
{
    /// <summary>The path of a job's folder; it need not exist.</summary>
    public string Of(QueuedJob job) =>
        Path.Combine(options.Folder, $"{job.Type}.{job.Account}.{job.Region}.{job.Id}");

    /// <summary>Deletes a job's folder, if it has one.</summary>
    public void Delete(QueuedJob job) => Delete(Of(job));

    /// <summary>Deletes the folders of jobs that are over: a process may have ended before it did.</summary>
    public void KeepOnly(IEnumerable<QueuedJob> jobs)
    {
        if (!Directory.Exists(options.Folder))
        {
            return;
        }

        var kept = jobs.Select(Of).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(options.Folder).Where(folder => !kept.Contains(folder)))
        {
            Delete(folder);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

namespace Ganban.Bedrock.Jobs;

/// <summary>A type of work that goes on in the background: one implementation a kind of resource.</summary>
internal interface IJobType
{
    /// <summary>The type's name in stored jobs; it must never change.</summary>
    string Name { get; }

    /// <summary>
    /// Begins a job or goes on with it, up to a state that needs no more work. It may be called again for a job that a
    /// process before this one began, or even ended.
    /// </summary>
    /// <param name="job">Which job.</param>
    /// <param name="interrupted">
    /// Cancelled when the job's own document says what else to do, such as to stop. It may be so from the beginning.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the server stops; the job goes on at the next start.</param>
    Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken);
}

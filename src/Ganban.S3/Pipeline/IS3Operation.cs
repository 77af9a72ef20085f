namespace Ganban.S3.Pipeline;

/// <summary>One operation of S3.</summary>
internal interface IS3Operation
{
    /// <summary>Does it and writes the response.</summary>
    Task Answer(S3Request request, CancellationToken cancellationToken);
}
